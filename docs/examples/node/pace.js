'use strict';
/** How fast a system is asked: so many requests at a time, and none before a pause is over. */

const { setTimeout: sleep } = require('node:timers/promises');

const AT_ONCE = 8;
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 5_000;
const GOOD_ENOUGH = 20;

class Pace {
  constructor() {
    Object.assign(this, { atOnce: AT_ONCE, running: 0, until: 0, bad: 0, good: 0, waiting: [] });
  }

  async enter() {
    for (;;) {
      const pauseMs = this.until - Date.now();
      if (pauseMs > 0) await sleep(pauseMs);
      else if (this.running >= this.atOnce) await new Promise((resolve) => this.waiting.push(resolve));
      else break;
    }
    this.running += 1;
  }

  /** What came of a request: with trouble everybody waits, as long as asked or longer each time, and fewer go at once. */
  leave(trouble, askedMs) {
    this.running -= 1;
    if (trouble) {
      [this.bad, this.good] = [this.bad + 1, 0];
      this.atOnce = Math.max(1, Math.floor(this.atOnce / 2));
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (this.bad - 1), LAST_PAUSE_MS);
      this.until = Math.max(this.until, Date.now() + Math.max(askedMs, pauseMs));
    } else {
      [this.bad, this.good] = [0, this.good + 1];
      if (this.good % GOOD_ENOUGH === 0) this.atOnce = Math.min(AT_ONCE, this.atOnce + 1);
    }
    for (const wake of this.waiting.splice(0)) wake();
  }
}

module.exports = { Pace };
