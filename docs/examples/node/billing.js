'use strict';
/** Goods that left, and the money for them: shipments told, invoices, captures, voids, payments booked. */

const { parsed, written, divided, smaller } = require('./money');
const { find, units, ofErp, ofWork, toShop, toErp, toOms } = require('./lines');

const LONDON = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });

class Billing {
  constructor({ systems, warehouse, orders, fault }) {
    Object.assign(this, systems, { warehouse, orders, fault });
    this.firstSeen = new Map(); // ERP delivery -> its first change, which is when it was made
  }

  /** Place an order; one without goods is billed at once. */
  async order({ id, placedAt }) {
    const place = await this.orders.placed(id);
    if (place.lines.length) return;
    await this.collect(place, await this.bill(place, { Order: place.erp }, placedAt.slice(0, 10)));
  }

  /** Goods left the warehouse: OMS, ERP and marketplace hear of it, and they are billed. */
  async shipment({ id, reference, carrier, shipped_ms: shippedMs, parcels }) {
    const place = await this.orders.placed(await this.warehouse.orderOfWork(reference));
    const [packed, at, { tracking }] = [parcels.flatMap((parcel) => parcel.lines), new Date(shippedMs), parcels[0]];
    const rows = [...new Set(packed.map((row) => row.line))].map((line) => ({
      line, quantity: units(packed.filter((row) => row.line === line)),
    }));
    const [lines, day, shippedAt] = [ofWork(place, rows), LONDON.format(at), at.toISOString()];
    if (this.oms) {
      const told = { reference: id, tracking, shipped_at: shippedAt, lines: toOms(lines) };
      await this.oms.post(`/fulfilments/${reference}/shipments`, told);
    }
    const { Number: delivery } = await this.erp.once('/Deliveries', {
      Order: place.erp, ExternalRef: id, Date: day, Tracking: tracking, Lines: toErp(lines),
    });
    const invoice = await this.bill(place, { Delivery: delivery }, day);
    await this.tellShop(place, { reference: id, carrier, tracking, shippedAt, lines: toShop(lines) });
    await this.collect(place, invoice);
  }

  /** Goods left where people ship from the ERP: they are billed, and the marketplace hears of it. */
  async delivery({ Number: reference, Order: number, Date: day, Tracking: tracking, Lines: rows, ChangedAt: changed }) {
    if (!this.firstSeen.has(reference)) this.firstSeen.set(reference, `${changed}Z`);
    const place = await this.orders.placed(await this.warehouse.orderOfErp(number));
    const invoice = await this.bill(place, { Delivery: reference }, day);
    const shippedAt = this.firstSeen.get(reference);
    const lines = toShop(ofErp(place, rows));
    await this.tellShop(place, { reference, carrier: 'own delivery', tracking, shippedAt, lines });
    await this.collect(place, invoice);
  }

  async tellShop(place, shipment) {
    const { shipments } = await this.shop.get(`/orders/${place.id}/shipments`);
    // FAULT first-shipment: asks whether the order has a shipment, and forgets to ask whether it is this one.
    const known = this.fault === 'first-shipment' ? shipments.length : find(shipments, 'reference', shipment.reference);
    if (!known) await this.shop.post(`/orders/${place.id}/shipments`, shipment);
  }

  /** An invoice for a delivery, or for an order of charges alone; the first one takes all charges. */
  async bill(place, what, day) {
    const { Charges: charges } = await this.erp.get(`/SalesOrders/${place.erp}`);
    const open = charges.filter((charge) => !charge.Invoiced).map((charge) => charge.ChargeNo);
    if (what.Order && !open.length) return null;
    const { Number: number } = await this.erp.post('/Invoices', { ...what, Charges: open, Date: day });
    return this.erp.get(`/Invoices/${number}`);
  }

  /** The invoice is shown to the buyer, and what is billed and not captured yet is captured. */
  async collect(place, invoice) {
    if (!invoice) return;
    const { Number: number, Date: date, Net: net, Tax: tax, Total: total } = invoice;
    await this.shop.post(`/orders/${place.id}/invoices`, { number, date, net, tax, total });
    place.bills.set(number, parsed(total));
    const payment = await this.shop.get(`/payments/${place.paymentId}`);
    const billed = [...place.bills.values()].reduce((sum, bill) => sum + bill, 0n);
    const due = billed - parsed(payment.captured); // An invoice below 0 lowers the captures after it.
    if (due > 0n) {
      await this.shop.post(`/payments/${place.paymentId}/captures`, { reference: number, amount: written(due) });
    }
    await this.payment({ id: place.paymentId, orderId: place.id });
  }

  /** A credit memo is paid back, as far as there is money to give back. */
  async refund(place, { Number: reference, Total: total }, returnId) {
    const { refunds, captured, refunded } = await this.shop.get(`/payments/${place.paymentId}`);
    const amount = smaller(parsed(total), parsed(captured) - parsed(refunded));
    if (amount > 0n && !find(refunds, 'reference', reference)) {
      const refund = { reference, amount: written(amount), returnId };
      await this.shop.post(`/payments/${place.paymentId}/refunds`, refund);
    }
    await this.payment({ id: place.paymentId, orderId: place.id });
  }

  /** Every capture and refund stands in the ERP, whoever made it. */
  async payment({ id, orderId }) {
    const place = await this.orders.placed(orderId);
    const { captures, refunds, currency } = await this.shop.get(`/payments/${id}`);
    for (const [kind, entries] of [['receipt', captures], ['refund', refunds]]) {
      for (const entry of entries.filter((other) => !place.booked.has(other.id))) {
        await this.erp.once('/Payments', {
          ExternalRef: entry.id, Kind: kind, Order: place.erp, Amount: entry.amount, Currency: currency,
        });
        place.booked.add(entry.id);
      }
    }
  }

  /** Money that is held for units that will never be sent is released. */
  async release(place, reference) {
    const { Lines: lines, Charges: charges } = await this.erp.get(`/SalesOrders/${place.erp}`);
    const payment = await this.shop.get(`/payments/${place.paymentId}`);
    const sent = lines.some((line) => line.Cancelled < line.Quantity);
    let kept = 0n;
    for (const line of lines) kept += worth(line, line.Quantity - line.Cancelled);
    for (const charge of charges) if (sent || charge.Invoiced) kept += parsed(charge.Net) + parsed(charge.Tax);
    const held = parsed(payment.authorised) - parsed(payment.voided);
    const free = smaller(held - kept, held - parsed(payment.captured));
    if (free > 0n) {
      await this.shop.post(`/payments/${place.paymentId}/voids`, { reference, amount: written(free) });
    }
  }
}

/** What the first units of a line are worth, tax included: net and tax are rounded each on its own. */
function worth(line, quantity) {
  const part = (amount) => divided(parsed(amount) * BigInt(quantity), BigInt(line.Quantity));
  return part(line.Net) + part(line.Tax);
}

module.exports = { Billing };
