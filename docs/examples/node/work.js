'use strict';
/** Work in lanes: in a lane one piece after the other, the lanes side by side. */

const { setTimeout: sleep } = require('node:timers/promises');
const { Refused, Unclear } = require('./systems');

const AT_ONCE = 8;
const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 2_000;
const TRIES_MAX = 8;

class Work {
  constructor(log) {
    this.log = log;
    this.lanes = new Map();
    this.pending = 0;
    this.running = 0;
    this.waiting = [];
    this.closed = new Promise((open) => (this.open = open));
  }

  /** Do this after everything else in the lane; if the same still waits there, the newer takes its place. */
  add(lane, name, run) {
    const queue = this.lanes.get(lane);
    const same = queue?.find((piece) => piece.name === name && !piece.begun);
    if (same) {
      same.run = run;
      return;
    }
    this.pending += 1;
    const piece = { name, run, begun: false, tries: 0 };
    if (queue) queue.push(piece);
    else this.empty(lane, this.lanes.set(lane, [piece]).get(lane));
  }

  async empty(lane, queue) {
    while (queue.length) {
      const waitMs = await this.attempt(queue[0]);
      if (waitMs === null) {
        queue.shift();
        this.pending -= 1;
      } else await sleep(waitMs);
    }
    this.lanes.delete(lane);
  }

  /** Null when the piece is done with, or how long to wait before the next attempt. */
  async attempt(piece) {
    await this.turn();
    piece.begun = true;
    piece.tries += 1;
    try {
      await piece.run();
      return null;
    } catch (error) {
      const unclear = error instanceof Unclear;
      const perhapsLater = error instanceof Refused || error instanceof TypeError; // The latter: a field was missing.
      if (!unclear && !(perhapsLater && piece.tries < TRIES_MAX)) {
        this.log(`set aside: ${piece.name}: ${error instanceof TypeError ? error.stack : error.message}`);
        return null;
      }
      this.log(`again later: ${piece.name}: ${error.message}`);
      const backoff = Math.min(FIRST_WAIT_MS * 2 ** (piece.tries - 1), LAST_WAIT_MS);
      return Math.max(unclear ? error.afterMs : 0, backoff * (0.5 + Math.random() / 2));
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  async turn() {
    await this.closed;
    if (this.running < AT_ONCE) this.running += 1;
    else await new Promise((resolve) => this.waiting.push(resolve));
  }
}

module.exports = { Work };
