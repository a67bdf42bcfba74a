'use strict';
/** Orders and their customers: placed in every system that has to know them, at the price that was agreed. */

const { Unclear } = require('./systems');
const { address } = require('./lines');
const { parsed, written, divided, withoutTax, withTax } = require('./money');

class Orders {
  constructor({ systems, warehouse, fault }) {
    Object.assign(this, systems, { warehouse, fault });
    this.places = new Map(); // order id of the marketplace -> where the order stands in the other systems
  }

  /** The buyer's account in the ERP, as the shop has it now; returns its number. */
  async customer(buyerId) {
    const buyer = await this.shop.get(`/buyers/${buyerId}`);
    const { address } = buyer;
    const wanted = {
      Name: buyer.company, Email: buyer.email, Phone: buyer.phone, Street: address.line,
      City: address.city, Postcode: address.postcode, Country: address.country,
    };
    const known = await this.erp.once('/Customers', { ExternalRef: buyerId, ...wanted });
    if (known.Version && Object.keys(wanted).some((field) => wanted[field] !== known[field])) {
      await this.erp.ask('PATCH', `/Customers/${known.Number}`, wanted, { 'if-match': `"${known.Version}"` });
    }
    return known.Number;
  }

  /** The order's place in every system that has to know it; it is put there if it is missing. */
  async placed(orderId) {
    if (!this.places.has(orderId)) {
      const order = whole(await this.shop.get(`/orders/${orderId}`));
      const place = { id: orderId, paymentId: order.paymentId, bills: new Map(), booked: new Set() };
      place.lines = order.lines.map((line) => ({ id: line.id, sku: line.sku, rate: parsed(line.taxRate) }));
      if (this.oms) await this.placeInOms(order, place);
      await this.placeInErp(order, place);
      if (this.wms && !this.oms && order.lines.length) await this.placeInWms(order, place);
      this.places.set(orderId, place);
    }
    return this.places.get(orderId);
  }

  async placeInOms(order, place) {
    const facts = (row) => ({ external_line: row.id, tax_bp: Number(parsed(row.taxRate)), reference: row.reference });
    const made = await this.oms.post('/orders', {
      channel: order.store,
      external_id: order.id,
      customer_ref: order.buyerId,
      ordered_at: new Date(order.placedAt).toISOString(),
      currency: order.currency,
      ship_to: address(order.shipTo),
      lines: order.lines.map((line) => ({
        ...facts(line), sku: line.sku, quantity: line.quantity, quote_id: line.quote?.id ?? '',
        price_e4: Number(parsed(line.unitPrice)), amount: Number(parsed(line.total) / 100n),
      })),
      charges: order.charges.map((charge) => ({
        ...facts(charge), kind: charge.kind, code: charge.code, text: charge.text,
        amount_e4: Number(parsed(charge.total)),
      })),
    });
    place.oms = made.id;
    for (const line of (await this.oms.get(`/orders/${made.id}`)).lines) {
      const there = place.lines.find((other) => other.id === line.external_line);
      Object.assign(there, { omsLine: line.line_id, work: String(line.line_id) });
    }
  }

  async placeInErp(order, place) {
    const lines = [];
    for (const line of order.lines) {
      // FAULT list-price: "the ERP knows our prices". It knows today's list price, not what was agreed.
      const sold = this.fault === 'list-price' ? await this.atListPrice(line) : line;
      lines.push({
        ExternalLine: sold.id, Item: sold.sku, Quantity: sold.quantity, Reference: sold.reference,
        UnitPrice: written(this.net(parsed(sold.unitPrice), parsed(sold.taxRate), 4), 4), ...this.amounts(sold),
        ...(sold.quote && { QuoteId: sold.quote.id }),
      });
    }
    const made = await this.erp.once('/SalesOrders', {
      ExternalRef: `${order.store}/${order.id}`,
      Customer: await this.customer(order.buyerId),
      Date: order.placedAt.slice(0, 10),
      Currency: order.currency,
      Site: 'MAIN',
      ShipTo: address(order.shipTo),
      Lines: lines,
      Charges: order.charges.map((charge) => ({
        Kind: charge.kind, Code: charge.code, Text: charge.text, Reference: charge.reference,
        ...this.amounts(charge),
      })),
    });
    place.erp = made.Number;
    (made.LineNos ?? made.Lines.map((line) => line.LineNo)).forEach((lineNo, at) => {
      place.lines[at].lineNo = lineNo;
      place.lines[at].work ??= String(lineNo);
    });
  }

  async atListPrice(line) {
    const { ListPrice: price } = await this.erp.get(`/Items/${encodeURIComponent(line.sku)}`);
    const unitPrice = withTax(parsed(price), parsed(line.taxRate), 4);
    const total = divided(unitPrice * BigInt(line.quantity), 1n);
    return { ...line, unitPrice: written(unitPrice), total: written(total), quote: undefined };
  }

  /** What the buyer agreed to pay is the fact; net and tax are parts of exactly that. */
  amounts({ total, taxRate }) {
    const [gross, rate, places] = [parsed(total), parsed(taxRate), /\.\d{3}/.test(total) ? 4 : 2];
    const net = this.net(gross, rate, places);
    // FAULT tax-included: the tax is put on top of a price that had it already.
    const tax = this.fault === 'tax-included' ? withTax(net, rate, places) - net : gross - net;
    return { Net: written(net), TaxRate: taxRate, Tax: written(tax) };
  }

  net(gross, rate, places) {
    return this.fault === 'tax-included' ? gross : withoutTax(gross, rate, places);
  }

  /** Without an OMS the warehouse is asked for the ERP's order straight away. */
  async placeInWms(order, place) {
    const lines = order.lines.map(({ sku, quantity }, at) => ({ line: place.lines[at].work, sku, quantity }));
    await this.warehouse.ask(order.id, { reference: place.erp, site: 'MAIN', ship_to: address(order.shipTo), lines });
  }
}

const NEEDED = ['id', 'store', 'buyerId', 'placedAt', 'currency', 'paymentId', 'shipTo', 'lines', 'charges'];

/** An answer that lacks something is asked for again: a guess would stand in the books. */
function whole(order) {
  const missing = NEEDED.filter((field) => order[field] === undefined || order[field] === null);
  if (missing.length) throw new Unclear(`the order ${order.id} lacks ${missing.join(', ')}`);
  return order;
}

module.exports = { Orders };
