'use strict';
/** Work of the warehouse: what it is asked to ship, and what it could not find. */

const { address, units } = require('./lines');

class Warehouse {
  constructor({ systems }) {
    Object.assign(this, systems);
    this.outbounds = new Map(); // order id of the marketplace -> its outbounds by reference
    this.orderIds = new Map(); // number or reference in another system -> order id of the marketplace
  }

  /** Ask for goods of an order, once for each reference; returns the outbound. */
  async ask(orderId, wanted) {
    const outbound = { ...wanted, id: (await this.wms.post('/outbounds', wanted)).id };
    this.remember(orderId, outbound);
    return outbound;
  }

  /** Keep what is known of an outbound. */
  remember(orderId, outbound) {
    const kept = this.outbounds.get(orderId) ?? new Map();
    this.outbounds.set(orderId, kept.set(outbound.reference, { ...kept.get(outbound.reference), ...outbound }));
  }

  /** The outbounds of an order, the first one first. */
  outboundsOf(orderId) {
    return [...(this.outbounds.get(orderId)?.values() ?? [])];
  }

  /** What the OMS wants shipped from a site becomes work of the warehouse there. */
  async fulfilment({ id }) {
    const { state, external_id: orderId, site, ship_to, lines } = await this.oms.get(`/fulfilments/${id}`);
    const known = this.outboundsOf(orderId).find((outbound) => outbound.reference === String(id));
    if (state === 'cancelled' && known) await this.giveUp(known, lines);
    // One that was accepted in an earlier run is left alone: asked again, the OMS names all units that
    // were cancelled since, and the warehouse would give them up a second time.
    if (state !== 'open' && !(state === 'accepted' && known?.unfinished)) return;
    // All units, also those that were cancelled since: a retry has to ask for the same.
    const rows = lines.map((line) => ({ line: String(line.line_id), sku: line.sku, quantity: line.quantity }));
    const outbound = await this.ask(orderId, { reference: String(id), site, ship_to: address(ship_to), lines: rows });
    this.remember(orderId, { ...outbound, unfinished: true });
    const { cancelled } = await this.oms.post(`/fulfilments/${id}/acceptance`, { warehouse_ref: outbound.id });
    if (cancelled.length) await this.giveUp(outbound, cancelled);
    this.remember(orderId, { ...outbound, unfinished: false });
  }

  async giveUp({ id, reference }, lines) {
    const rows = lines.map((line) => ({ line: String(line.line_id), quantity: line.quantity }));
    await this.wms.post(`/outbounds/${id}/cancellations`, { cancellation_ref: `not-wanted-${reference}`, lines: rows });
  }

  /** Units that were not found wait for stock: in the OMS, or as new work. */
  async short(outbound) {
    const missing = outbound.lines.filter((line) => line.short);
    await (this.oms ? this.tellOms(outbound, missing) : this.askAgain(outbound, missing));
  }

  async tellOms({ id, reference }, missing) {
    const { lines: told } = await this.oms.get(`/fulfilments/${reference}`);
    const known = told.map((line) => ({ line: String(line.line_id), quantity: line.short }));
    const lines = untold(missing, known).map(({ line, quantity }) => ({ line_id: Number(line), quantity }));
    const sum = missing.reduce((short, line) => short + line.short, 0);
    if (!lines.length) return;
    await this.oms.post(`/fulfilments/${reference}/shortages`, { reference: `${id}-${sum}`, lines });
  }

  async askAgain({ id, reference, site, ship_to }, missing) {
    const [number] = reference.split('-');
    const orderId = await this.orderOfErp(number);
    const before = this.outboundsOf(orderId).filter((other) => other.reference.startsWith(`${number}-${id}-`));
    const lines = untold(missing, before.flatMap((other) => other.lines));
    if (!lines.length) return;
    await this.ask(orderId, { reference: `${number}-${id}-${before.length + 1}`, site, ship_to, lines });
  }

  /** The marketplace's order behind a reference that we gave the warehouse. */
  orderOfWork(reference) {
    if (!this.oms) return this.orderOfErp(reference.split('-')[0]);
    return this.once(`work ${reference}`, async () => (await this.oms.get(`/fulfilments/${reference}`)).external_id);
  }

  /** The marketplace's order behind a number of the ERP; undefined when it is not of the marketplace. */
  orderOfErp(number) {
    const found = async () => (await this.erp.get(`/SalesOrders/${number}`)).ExternalRef.split('/')[1];
    return this.once(`erp ${number}`, found);
  }

  async once(name, found) {
    if (!this.orderIds.has(name)) this.orderIds.set(name, await found());
    return this.orderIds.get(name);
  }
}

/** Of the units that are short of each line, those that nobody was told of. */
function untold(missing, known) {
  const told = (line) => units(known.filter((other) => other.line === line));
  const lines = missing.map(({ line, sku, short }) => ({ line, sku, quantity: short - told(line) }));
  return lines.filter((line) => line.quantity > 0);
}

module.exports = { Warehouse };
