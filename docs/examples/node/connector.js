'use strict';
/** A connector for marketplace, ERP, OMS and WMS: which document starts which work, and the ways in. */

const http = require('node:http');
const { setTimeout: sleep } = require('node:timers/promises');
const { Refused, systemsFrom } = require('./systems');
const { Feed, Hook } = require('./news');
const { Work } = require('./work');
const { Warehouse } = require('./warehouse');
const { Orders } = require('./orders');
const { Billing } = require('./billing');
const { TakingBack } = require('./taking-back');
const { StockKeeping } = require('./stock');

const PORT = Number(process.env.PORT);
const LISTEN = process.env.LISTEN || '127.0.0.1';
const OWN_URL = process.env.OWN_URL || `http://127.0.0.1:${PORT}`; // Where the systems find it.
const POLL_MS = Number(process.env.POLL_MS || 300);
const SUBSCRIBED_MS = 60_000;
const FAULTS = ['list-price', 'first-shipment', 'restock-damaged', 'tax-included', 'cancel-shop-only'];
const fault = process.env.FAULT || null;
if (fault && !FAULTS.includes(fault)) throw new Error(`there is no fault ${fault}; there are: ${FAULTS.join(', ')}`);

const log = (text) => console.error(`${new Date().toISOString()} ${text}`);
const systems = systemsFrom(process.env);
const { shop, erp, oms, wms } = systems;
const work = new Work(log);
const warehouse = new Warehouse({ systems });
const orders = new Orders({ systems, warehouse, fault });
const billing = new Billing({ systems, warehouse, orders, fault });
const takingBack = new TakingBack({ systems, warehouse, orders, billing, fault });
const stock = new StockKeeping({ systems });

const movedByPeople = (movement) => ['receipt', 'adjustment'].includes(movement.kind ?? movement.Kind);
const ofWork = (document) => warehouse.orderOfWork(document.reference);
const ofErp = (document) => warehouse.orderOfErp(document.Order);
const item = { name: 'items', lane: () => 'items', key: (row) => row.Item };
const shelf = {
  name: 'stock',
  lane: () => 'stock',
  key: (row) => `${row.Item} ${row.Site}`,
  note: (row) => stock.see(row.sku ?? row.Item, row.site ?? row.Site, row.available ?? row.Available),
  run: () => stock.publish(),
};

/**
 * What is heard of, and what is done about it. A list has `rows`, a webhook `topic` and the `id` in its
 * events. `note` is told of every document, at once; `run` is work in a `lane` (that of the order, in
 * most cases) if the document is one of those that `only` is for.
 */
const FLOWS = [
  { system: shop, path: '/buyers', rows: 'buyers', topic: 'buyer.changed', id: 'buyer_id',
    lane: (buyer) => buyer.id, run: (buyer) => orders.customer(buyer.id) },
  { system: shop, path: '/orders', rows: 'orders', topic: 'order.placed', id: 'order_id',
    lane: (order) => order.id, run: (order) => billing.order(order) },
  { system: shop, path: '/cancellations', rows: 'cancellations', topic: 'cancellation.requested', id: 'cancellation_id',
    lane: (wish) => wish.orderId, run: (wish) => takingBack.cancellation(wish) },
  { system: shop, path: '/returns', rows: 'returns', topic: 'return.requested', id: 'return_id',
    lane: (wish) => wish.orderId, run: (wish) => takingBack.return(wish) },
  { system: shop, path: '/payments', topic: 'payment.changed', id: 'payment_id',
    lane: (payment) => payment.orderId, run: (payment) => billing.payment(payment) },
  { system: erp, path: '/Items', rows: 'Value', ...item,
    note: (row) => stock.items.set(row.Item, row), run: () => stock.listItems() },
  ...(oms ? [
    { system: oms, path: '/stock', rows: 'stock', ...shelf },
    { system: oms, path: '/fulfilments', rows: 'fulfilments', topic: 'fulfilment.created', id: 'fulfilment_id',
      lane: (wanted) => wanted.external_id, run: (wanted) => warehouse.fulfilment(wanted) },
    { system: erp, path: '/StockMovements', rows: 'Value', only: movedByPeople,
      lane: () => 'movements of the erp', run: (movement) => stock.erpMovement(movement) },
  ] : [{ system: erp, path: '/Stock', rows: 'Value', ...shelf }]),
  ...(wms ? [
    { system: wms, path: '/outbounds', rows: 'outbounds', topic: 'outbound.short', id: 'outbound_id',
      lane: ofWork, note: (outbound, orderId) => warehouse.remember(orderId, outbound),
      only: (outbound) => outbound.lines.some((line) => line.short), run: (outbound) => warehouse.short(outbound) },
    { system: wms, path: '/shipments', rows: 'shipments', topic: 'shipment.shipped', id: 'shipment_id',
      lane: ofWork, run: (shipment) => billing.shipment(shipment) },
    { system: wms, path: '/inbound-returns', rows: 'inbound_returns', topic: 'return.inspected', id: 'inbound_id',
      lane: async (inbound) => (await takingBack.returnOf(inbound.reference)).orderId,
      only: (inbound) => inbound.state === 'inspected', run: (inbound) => takingBack.inspection(inbound) },
    { system: wms, path: '/movements', rows: 'movements', topic: 'stock.moved', id: 'movement_id', only: movedByPeople,
      lane: () => 'movements of the warehouse', run: (movement) => stock.warehouseMovement(movement) },
  ] : [
    { system: erp, path: '/Deliveries', rows: 'Value', lane: ofErp, run: (delivery) => billing.delivery(delivery) },
    { system: erp, path: '/Returns', rows: 'Value', lane: ofErp, only: (document) => document.State === 'received',
      run: (document) => takingBack.received(document) },
  ]),
];

/** Note a document, and put the work that it makes into its lane. */
async function hear(flow, document) {
  const name = flow.name ?? `${flow.path.slice(1)} ${document.id ?? document.Number}`;
  const lane = await Promise.resolve(flow.lane(document)).catch((error) => {
    if (!(error instanceof Refused)) throw error;
    log(`left alone: ${name}: ${error.message}`); // It is about nothing that the marketplace knows.
  });
  if (!lane) return;
  flow.note?.(document, lane);
  if (!flow.only || flow.only(document)) work.add(lane, name, () => flow.run(document));
}

/** Do this until it works; then again after each pause, if there is one. */
async function keepDoing(name, run, pauseMs) {
  for (;;) {
    try {
      await run();
      if (pauseMs === undefined) return;
      await sleep(pauseMs);
    } catch (error) {
      log(`${name}: ${error.message}`);
      await sleep(Math.max(error.afterMs ?? 0, POLL_MS));
    }
  }
}

const feeds = FLOWS.map((flow) => new Feed(flow, (document) => hear(flow, document)));
const hooks = new Map();
for (const system of [shop, oms, wms].filter(Boolean)) {
  const heard = FLOWS.map((flow, at) => [flow, feeds[at]]).filter(([flow]) => flow.system === system && flow.topic);
  const topics = heard.map(([flow]) => flow.topic);
  const hook = new Hook(system, `${OWN_URL}/webhooks/${system.name}`, topics, (event) => {
    const [flow, feed] = heard.find(([other]) => other.topic === event.topic) ?? [];
    if (flow) work.add(`event ${event.event_id}`, `${event.topic} ${event.event_id}`, () => feed.look(event[flow.id]));
  });
  hooks.set(system.name, hook);
}

let ready = false;

async function start() {
  const polled = feeds.filter((feed) => feed.rows);
  for (const hook of hooks.values()) await keepDoing(`webhooks of ${hook.system.name}`, () => hook.subscribe());
  await Promise.all(polled.map((feed) => keepDoing(`poll of ${feed.path}`, () => feed.poll())));
  work.open(); // Not before: what was done for an order in an earlier run has to be known.
  for (const hook of hooks.values()) keepDoing(`webhooks of ${hook.system.name}`, () => hook.keep(), SUBSCRIBED_MS);
  for (const feed of polled) keepDoing(`poll of ${feed.path}`, () => feed.poll(), POLL_MS);
  ready = true;
  log(`ready on ${PORT}${fault ? `, with the fault ${fault}` : ''}`);
}

function answer({ method, url, headers }, body) {
  if (url === '/healthz') return [ready ? 200 : 503, { ready }];
  if (url === '/status') return [200, { pending: work.pending }];
  const hook = hooks.get(/^\/webhooks\/(\w+)$/.exec(url)?.[1]);
  if (hook && method === 'POST') return [hook.receive(headers, body), {}];
  return [404, { detail: `there is nothing at ${method} ${url}` }];
}

const server = http.createServer(async (request, response) => {
  try {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const [status, said] = answer(request, Buffer.concat(pieces));
    response.writeHead(status, { 'content-type': 'application/json' }).end(status === 204 ? '' : JSON.stringify(said));
  } catch (error) {
    log(`${request.method} ${request.url}: ${error.message}`); // It hung up half way, or sent no JSON.
    response.destroy();
  }
});
server.listen(PORT, LISTEN, start);
process.on('SIGTERM', () => process.exit(0));
