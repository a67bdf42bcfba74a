'use strict';
/**
 * Order lines as every system names them. A line of ours knows all its names: `id` in the marketplace,
 * `lineNo` in the ERP, `omsLine` in the OMS, and `work`, under which the warehouse works on it.
 */

const find = (rows, field, value) => rows.find((row) => row[field] === value);
const units = (rows) => rows.reduce((sum, row) => sum + row.quantity, 0);

const ofShop = (place, rows) => rows.map((row) => ({ ...find(place.lines, 'id', row.lineId), ...row }));
const ofErp = (place, rows) => rows.map((row) => (
  { ...find(place.lines, 'lineNo', row.LineNo), quantity: row.Quantity }));
const ofWork = (place, rows) => rows.map((row) => ({ ...find(place.lines, 'work', row.line), ...row }));

const toShop = (lines) => lines.map(({ id, quantity }) => ({ lineId: id, quantity }));
const toErp = (lines) => lines.map(({ lineNo, quantity }) => ({ LineNo: lineNo, Quantity: quantity }));
const toOms = (lines) => lines.map(({ omsLine, quantity }) => ({ line_id: omsLine, quantity }));

/** The fields of an address that we know: what a system has besides is not passed on. */
const address = ({ name, line, city, postcode, country }) => ({ name, line, city, postcode, country });

module.exports = { address, find, units, ofShop, ofErp, ofWork, toShop, toErp, toOms };
