'use strict';
/** Amounts as whole ten-thousandths in a BigInt: a float would lose pennies. */

const ONE = 10_000n;

/** '12.5' becomes 125000n. */
function parsed(text) {
  const [, sign, whole, part] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text) ?? fail(text);
  const amount = BigInt(whole + (part ?? '').padEnd(4, '0'));
  return sign ? -amount : amount;
}

/** 125000n becomes '12.50', or '12.5000' with four places; fractions of a penny need four. */
function written(amount, places = amount % 100n ? 4 : 2) {
  const digits = String(amount < 0n ? -amount : amount).padStart(5, '0');
  return (amount < 0n ? '-' : '') + digits.slice(0, -4) + '.' + digits.slice(-4, digits.length - 4 + places);
}

/** a / b to this many places, halves away from zero. */
function divided(a, b, places = 2) {
  const step = 10n ** BigInt(4 - places);
  const size = a < 0n ? -a : a;
  const steps = (2n * size + b * step) / (2n * b * step);
  return (a < 0n ? -steps : steps) * step;
}

function smaller(a, b) {
  return a < b ? a : b;
}

/** The amount without the tax that is in it. */
function withoutTax(gross, rate, places = 2) {
  return divided(gross * ONE, ONE + rate, places);
}

/** The amount with tax on top. */
function withTax(net, rate, places = 2) {
  return divided(net * (ONE + rate), ONE, places);
}

function fail(text) {
  throw new TypeError(`'${text}' is no amount with up to four places`);
}

module.exports = { parsed, written, divided, smaller, withoutTax, withTax };
