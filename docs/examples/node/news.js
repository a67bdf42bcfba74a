'use strict';
/** What is new in the systems: lists are polled, and webhooks say where to look at once. */

const crypto = require('node:crypto');

const OVERLAP_MS = 120_000; // So late a row may show, with the time at which it changed.
const iso = (ms) => new Date(ms).toISOString();

/** How lists are read from a time on; a page number counts pages in which all rows have one time. */
const BY_TIME = {
  shop: {
    size: 200,
    query: (from, page, last) =>
      page ? `nextToken=${last.nextToken}` : `limit=200&updatedAfter=${encodeURIComponent(iso(from))}`,
    at: (row) => Date.parse(row.updatedAt),
    more: (reply) => Boolean(reply.nextToken),
  },
  erp: {
    size: 200,
    query: (from, page) => `Limit=200&Offset=${page * 200}&ChangedSince=${iso(from).slice(0, 19)}`,
    at: (row) => Date.parse(`${row.ChangedAt}Z`),
  },
  wms: {
    size: 500,
    query: (from, page) => `size=500&page=${page + 1}&changed_since_ms=${from}`,
    at: (row) => row.changed_ms ?? row.at_ms,
  },
};

/** One list of one system; `hear` is given every row that it did not have in this form before. */
class Feed {
  constructor({ system, path, rows, key }, hear) {
    Object.assign(this, { system, path, rows, hear, newest: 0, cursor: null, forms: new Map() });
    this.key = key ?? ((row) => row.id ?? row.Number);
  }

  poll() {
    const habits = BY_TIME[this.system.name];
    return habits ? this.pollByTime(habits) : this.pollByCursor();
  }

  /** A row that changes moves to the end of the list, so what follows a full page is asked for by time. */
  async pollByTime({ size, query, at, more = (_, rows) => rows.length >= size }) {
    let [from, page, reply] = [Math.max(0, this.newest - OVERLAP_MS), 0, {}];
    for (;;) {
      reply = await this.system.get(`${this.path}?${query(from, page, reply)}`);
      const rows = reply[this.rows];
      for (const row of rows) await this.take(row);
      const last = rows.length ? at(rows.at(-1)) : 0;
      this.newest = Math.max(this.newest, last);
      if (!more(reply, rows)) return;
      if (last > from) [from, page] = [last, 0];
      else page += 1;
    }
  }

  async pollByCursor() {
    for (;;) {
      const after = this.cursor ? `&cursor=${encodeURIComponent(this.cursor)}` : '';
      const reply = await this.system.get(`${this.path}?limit=200${after}`);
      for (const row of reply[this.rows]) await this.hear(row);
      this.cursor = reply.next_cursor;
      if (!reply[this.rows].length) return;
    }
  }

  /** The document that an event names. */
  async look(id) {
    await this.take(await this.system.get(`${this.path}/${id}`));
  }

  async take(row) {
    const form = crypto.createHash('sha1').update(JSON.stringify(row)).digest('base64');
    if (this.forms.get(this.key(row)) === form) return;
    await this.hear(row);
    this.forms.set(this.key(row), form);
  }
}

/** The webhooks of one system; `hear` is given each event that is genuine. */
class Hook {
  constructor(system, url, topics, hear) {
    Object.assign(this, { system, url, topics, hear, secret: null });
  }

  /** The secret is told with a new subscription only, so one of an earlier run has to go. */
  async subscribe() {
    const { webhooks } = await this.system.get('/webhooks');
    for (const old of webhooks.filter((hook) => hook.url === this.url)) {
      await this.system.ask('DELETE', `/webhooks/${old.id}`);
    }
    this.secret = (await this.system.post('/webhooks', { url: this.url, topics: this.topics })).secret;
  }

  /** Vendors end subscriptions, and do not say so. */
  async keep() {
    const { webhooks } = await this.system.get('/webhooks');
    if (!webhooks.some((hook) => hook.url === this.url)) await this.subscribe();
  }

  /** The status to answer a delivery with. */
  receive(headers, body) {
    if (!this.secret || !genuine(this.secret, headers, body)) return 401;
    this.hear(JSON.parse(body));
    return 204;
  }
}

function genuine(secret, headers, body) {
  const standard = headers['webhook-signature'];
  const given = standard?.slice(3) ?? headers['x-marketplace-hmac-sha256'] ?? headers['x-wms-signature'] ?? '';
  const begin = standard ? `${headers['webhook-id']}.${headers['webhook-timestamp']}.` : '';
  const right = crypto.createHmac('sha256', secret).update(begin).update(body).digest('base64');
  return given.length === right.length && crypto.timingSafeEqual(Buffer.from(given), Buffer.from(right));
}

module.exports = { Feed, Hook };
