'use strict';
/** What is not wanted after all: cancellations before goods leave, returns afterwards. */

const { parsed, written, divided, withoutTax } = require('./money');
const { find, units, ofShop, ofErp, ofWork, toErp, toOms } = require('./lines');

class TakingBack {
  constructor({ systems, warehouse, orders, billing, fault }) {
    Object.assign(this, systems, { warehouse, orders, billing, fault });
  }

  /** A buyer wants units no more: who has them says how many, and everybody else follows. */
  async cancellation({ id, orderId }) {
    const place = await this.orders.placed(orderId);
    const asked = await this.shop.get(`/cancellations/${id}`);
    if (asked.status === 'requested') {
      const granted = await this.granted(place, id, ofShop(place, asked.lines));
      const lines = toErp(granted.filter((line) => line.quantity));
      // FAULT cancel-shop-only: the buyer gets a "yes", and nobody tells the ERP.
      if (lines.length && this.fault !== 'cancel-shop-only') {
        await this.erp.post(`/SalesOrders/${place.erp}/Cancellations`, { ExternalRef: id, Lines: lines });
      }
      const answers = granted.map((line) => ({ lineId: line.id, accepted: line.quantity }));
      await this.shop.post(`/cancellations/${id}/answer`, { lines: answers });
    }
    await this.billing.release(place, id);
  }

  granted(place, id, wanted) {
    if (this.oms) return this.grantedByOms(place, id, wanted);
    return this.wms ? this.grantedByWms(place, id, wanted) : this.grantedByErp(place, wanted);
  }

  async grantedByOms(place, id, wanted) {
    const asked = await this.oms.post(`/orders/${place.oms}/cancellations`, { reference: id, lines: toOms(wanted) });
    for (const fulfilmentId of new Set(asked.pending.map((line) => line.fulfilment_id))) {
      const pending = asked.pending.filter((line) => line.fulfilment_id === fulfilmentId);
      const { warehouse_ref: outbound } = await this.oms.get(`/fulfilments/${fulfilmentId}`);
      const lines = pending.map((line) => ({ line: String(line.line_id), quantity: line.quantity }));
      const answer = await this.wms.post(`/outbounds/${outbound}/cancellations`, { cancellation_ref: id, lines });
      await this.oms.post(`/fulfilments/${fulfilmentId}/cancellations`, {
        cancellation_ref: id,
        lines: pending.map(({ line_id, quantity }) => ({
          line_id, quantity, granted: find(answer.lines, 'line', String(line_id)).granted,
        })),
      });
    }
    const { lines } = await this.oms.get(`/cancellations/${id}`);
    return wanted.map((line) => ({ ...line, quantity: find(lines, 'line_id', line.omsLine).cancelled }));
  }

  /** Follow-ups are asked first: they only wait for stock. */
  async grantedByWms(place, id, wanted) {
    const granted = wanted.map((line) => ({ ...line, quantity: 0 }));
    for (const outbound of this.warehouse.outboundsOf(place.id).reverse()) {
      const lines = [];
      for (const { line, quantity } of outbound.lines) {
        const left = units(wanted.filter((w) => w.work === line)) - units(granted.filter((g) => g.work === line));
        if (left > 0) lines.push({ line, quantity: Math.min(left, quantity) });
      }
      if (!lines.length) continue;
      const answer = await this.wms.post(`/outbounds/${outbound.id}/cancellations`, { cancellation_ref: id, lines });
      for (const given of answer.lines) find(granted, 'work', given.line).quantity += given.granted;
    }
    return granted;
  }

  /** What is open in the ERP, and what an attempt before has cancelled there without telling the buyer. */
  async grantedByErp(place, wanted) {
    const { Lines: there } = await this.erp.get(`/SalesOrders/${place.erp}`);
    const { lines: sold } = await this.shop.get(`/orders/${place.id}`);
    return wanted.map((line) => {
      const { Open: open, Cancelled: cancelled } = find(there, 'LineNo', line.lineNo);
      const untold = cancelled - find(sold, 'id', line.id).cancelled;
      return { ...line, quantity: Math.min(line.quantity, open + untold) };
    });
  }

  /** A buyer wants to send goods back: everybody expects them, then the buyer may. */
  async return({ id, orderId }) {
    const asked = await this.shop.get(`/returns/${id}`);
    if (asked.status !== 'requested') return;
    const place = await this.orders.placed(orderId);
    const lines = ofShop(place, asked.lines);
    let [name, site] = [null, 'MAIN'];
    if (this.oms) {
      const announced = { order_id: place.oms, external_id: id, lines: toOms(lines) };
      ({ id: name, site } = await this.oms.post('/returns', announced));
    }
    const announced = { ExternalRef: id, Order: place.erp, Lines: toErp(lines) };
    const { Number: number } = await this.erp.once('/Returns', announced);
    const reference = String(name ?? number);
    if (this.wms) {
      const expected = lines.map((line) => ({ line: line.work, sku: line.sku, announced: line.quantity }));
      await this.wms.post('/inbound-returns', { reference, site, lines: expected });
    }
    await this.shop.post(`/returns/${id}/authorisation`, { rma: reference });
  }

  /** The marketplace's return behind a reference that we gave the warehouse. */
  async returnOf(reference) {
    const known = await (this.oms ? this.oms.get(`/returns/${reference}`) : this.erp.get(`/Returns/${reference}`));
    return this.shop.get(`/returns/${known.external_id ?? known.ExternalRef}`);
  }

  /** The warehouse looked at what came back: OMS and ERP book it by condition, and it is paid back. */
  async inspection(inbound) {
    const asked = await this.returnOf(inbound.reference);
    const place = await this.orders.placed(asked.orderId);
    const found = ofWork(place, inbound.lines);
    if (this.oms) {
      const lines = found.map(({ omsLine: line_id, sellable, damaged, inspect }) => (
        { line_id, sellable, damaged, inspect }));
      await this.oms.post(`/returns/${inbound.reference}/receipts`, { reference: inbound.id, lines });
    }
    const { Value: [{ Number: number }] } = await this.erp.get(`/Returns?ExternalRef=${asked.id}`);
    const received = (line) => line.sellable + line.damaged + line.inspect;
    const booked = found.map((line) => ({
      LineNo: line.lineNo, Sellable: line.sellable, Damaged: line.damaged, Inspect: line.inspect,
      // FAULT restock-damaged: whatever comes back goes on the shelf.
      ...(this.fault === 'restock-damaged' && { Sellable: received(line), Damaged: 0, Inspect: 0 }),
    }));
    await this.erp.post(`/Returns/${number}/Receipts`, { Lines: booked });
    await this.payBack(place, asked, found.map((line) => ({ ...line, quantity: received(line) })));
  }

  /** People at the ERP looked at what came back, and booked it there. */
  async received({ ExternalRef: id, Lines: rows }) {
    const asked = await this.shop.get(`/returns/${id}`);
    const place = await this.orders.placed(asked.orderId);
    await this.payBack(place, asked, ofErp(place, rows.map((row) => ({ ...row, Quantity: row.Received }))));
  }

  /** What came back, in whatever condition, is credited at the price that was paid, and refunded. */
  async payBack(place, asked, found) {
    const lines = found.filter((line) => line.quantity);
    const reason = [...new Set(asked.lines.map((line) => line.reason))].join('; ');
    const memo = lines.length && (await this.erp.once('/CreditMemos', {
      ExternalRef: asked.id, Order: place.erp, Reason: reason,
      Lines: lines.map((line) => credited(line, find(asked.lines, 'lineId', line.id))),
    }));
    const receipt = found.map((line) => ({ lineId: line.id, received: line.quantity }));
    await this.shop.post(`/returns/${asked.id}/receipt`, { lines: receipt });
    if (memo) await this.billing.refund(place, memo, asked.id);
  }
}

/** Units to credit; a refund that was agreed for the announced units is kept in proportion. */
function credited(line, { agreed, quantity: announced, reason, reference }) {
  const credit = { LineNo: line.lineNo, Quantity: line.quantity, Text: reason, Reference: reference };
  if (agreed === undefined) return credit;
  const gross = divided(parsed(agreed) * BigInt(line.quantity), BigInt(announced));
  const net = withoutTax(gross, line.rate);
  return { ...credit, AgreedNet: written(net), AgreedTax: written(gross - net) };
}

module.exports = { TakingBack };
