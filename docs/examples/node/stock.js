'use strict';
/** Items and stock: what can be bought, what came in and went out, and what buyers are shown. */

const { Refused, Unclear } = require('./systems');
const { parsed, written, withTax } = require('./money');

const BATCH = 500;
const HOME_RATE = parsed('0.20');

class StockKeeping {
  constructor({ systems }) {
    Object.assign(this, systems);
    this.items = new Map(); // items to be listed
    this.sites = new Map(); // item -> available units by site
    this.unpublished = new Set();
  }

  /** The newest items go to the OMS first, so that no order comes for one that it does not know. */
  async listItems() {
    const items = [...this.items.values()].slice(0, BATCH);
    if (!items.length) return;
    const row = (item) => ({ sku: item.Item, title: item.Description, active: item.State === 'active' });
    const known = items.map((item) => ({ ...row(item), price_e4: Number(parsed(item.ListPrice)) }));
    const inOms = this.oms ? (await this.oms.post('/items/bulk', { items: known })).results : [];
    const good = items.filter((_, at) => !this.oms || taken(inOms[at]));
    const price = (item) => written(withTax(parsed(item.ListPrice), HOME_RATE, 4), 4);
    const listings = good.map((item) => ({ ...row(item), price: price(item) }));
    const inShop = (await this.shop.post('/listings/bulk', { listings })).results;
    for (const item of good.filter((_, at) => taken(inShop[at]))) {
      if (this.items.get(item.Item) === item) this.items.delete(item.Item);
    }
    checked([...inOms, ...inShop], known.length * (this.oms ? 1 : 0) + listings.length);
    await this.listItems();
  }

  /** Note what can be promised of an item at a site. */
  see(item, site, available) {
    this.sites.set(item, (this.sites.get(item) ?? new Map()).set(site, available));
    this.unpublished.add(item);
  }

  /** Buyers see what all sites together can promise, the newest number only. */
  async publish() {
    const skus = [...this.unpublished].slice(0, BATCH);
    if (!skus.length) return;
    const total = (sku) => [...this.sites.get(sku).values()].reduce((sum, units) => sum + units, 0);
    for (const sku of skus) this.unpublished.delete(sku);
    try {
      const stock = skus.map((sku) => ({ sku, quantity: Math.max(0, total(sku)) }));
      checked((await this.shop.post('/listings/stock', { stock })).results, stock.length);
    } catch (error) {
      for (const sku of skus) this.unpublished.add(sku);
      throw error;
    }
    await this.publish();
  }

  /** What came in or was counted in the warehouse moves the ERP's stock. */
  async warehouseMovement(movement) {
    const lines = movement.lines.map(({ sku, condition, quantity }) => ({
      Item: sku, Quantity: quantity, Blocked: condition === 'sellable' ? 0 : quantity,
    }));
    const { id, kind, site, reason } = movement;
    const told = { ExternalRef: id, Kind: kind, Site: site, Reason: reason, Lines: lines };
    checked((await this.erp.post('/StockMovements/Bulk', { Movements: [told] })).Results, 1);
  }

  /** What came in or was counted in the ERP moves the OMS's stock. */
  async erpMovement(movement) {
    const movements = movement.Lines.map((line, at) => ({
      reference: `${movement.Number}-${at + 1}`, sku: line.Item, site: movement.Site,
      quantity: line.Quantity, unavailable: line.Blocked, reason: movement.Reason,
    }));
    checked((await this.oms.post('/stock-movements/bulk', { movements })).results, movements.length);
  }
}

const taken = (result) => result !== undefined && (result.status ?? result.Status) !== 'refused';

/** A bulk request answers 200 although parts of it may have been refused, or not even looked at. */
function checked(results, asked) {
  const refused = results.filter((result) => !taken(result));
  if (results.length < asked) throw new Unclear(`of ${asked} there are ${results.length} results`);
  if (refused.length) throw new Refused(`${refused.length} refused, the first: ${JSON.stringify(refused[0])}`);
}

module.exports = { StockKeeping };
