'use strict';
/** The systems over HTTP: how each lets us in, and what its answers mean for us. */

const crypto = require('node:crypto');
const { Pace } = require('./pace');

const LIMIT_MS = 10_000;

/** It did not happen, and never will: the request itself is wrong. */
class Wrong extends Error {}

/** It did not happen now; often something else has to come first. */
class Refused extends Error {}

/** It may have happened, or the system has no time: the same request may be sent again later. */
class Unclear extends Error {
  constructor(message, afterMs = 0) {
    super(message);
    this.afterMs = afterMs;
  }
}

/** A system's API; `access` returns the headers that let a request in, and forgets on request. */
class System {
  constructor(name, baseUrl, access) {
    Object.assign(this, { name, baseUrl, access, pace: new Pace() });
  }

  get(path) {
    return this.ask('GET', path);
  }

  post(path, body) {
    return this.ask('POST', path, body);
  }

  /** The document of the ERP with this reference; made if it is not there, for not every ERP knows one again. */
  async once(path, body) {
    const { Value: [there] } = await this.get(`${path}?ExternalRef=${encodeURIComponent(body.ExternalRef)}`);
    return there ?? this.post(path, body);
  }

  async ask(method, path, body, headers = {}) {
    const text = body === undefined ? '' : JSON.stringify(body);
    for (const again of [true, false]) {
      const letIn = await this.access.headers(this, method, path, text);
      const reply = await this.send(method, path, text, { ...headers, ...letIn });
      if (reply.status === 401 && again) this.access.forget();
      else return meaning(`${method} ${path} of the ${this.name}`, reply);
    }
  }

  async send(method, path, text, headers) {
    const options = { method, headers };
    if (text) options.body = text;
    if (text && !headers['content-type']) headers['content-type'] = 'application/json';
    await this.pace.enter();
    let [trouble, afterMs] = [true, 0];
    try {
      options.signal = AbortSignal.timeout(LIMIT_MS);
      const reply = await fetch(this.baseUrl + path, options);
      const told = await reply.text();
      trouble = reply.status >= 500 || reply.status === 429;
      afterMs = 1000 * (Number(reply.headers.get('retry-after')) || 0);
      return { status: reply.status, afterMs, text: told };
    } catch (error) {
      throw new Unclear(`${method} ${path} of the ${this.name}: ${error.cause?.message ?? error.message}`);
    } finally {
      this.pace.leave(trouble, afterMs);
    }
  }
}

function meaning(asked, reply) {
  const said = `${asked}: ${reply.status} ${reply.text.slice(0, 300)}`;
  if (reply.status >= 500 || [202, 401, 408, 429].includes(reply.status)) throw new Unclear(said, reply.afterMs);
  if ([404, 409, 412, 422].includes(reply.status)) throw new Refused(said);
  if (reply.status >= 300) throw new Wrong(said);
  const answer = parsed(reply.text, said);
  if (answer.errors?.length) throw new Unclear(said); // The status says yes, and it was not done.
  return answer;
}

function parsed(text, said) {
  try {
    return text ? JSON.parse(text) : {};
  } catch {
    throw new Unclear(`${said} is no JSON`);
  }
}

/** OAuth2 client credentials; one token serves until the system says no to it. */
function oauth(clientId, clientSecret) {
  let token = null;
  const fetched = async (system) => {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const reply = await system.send('POST', '/oauth/token', String(new URLSearchParams(form)), type);
    return meaning(`a token of the ${system.name}`, reply).access_token;
  };
  return {
    async headers(system) {
      token ??= fetched(system);
      try {
        return { authorization: `Bearer ${await token}` };
      } catch (error) {
        token = null;
        throw error;
      }
    },
    forget() {
      token = null;
    },
  };
}

function apiKey(key) {
  return { headers: async () => ({ 'x-api-key': key }), forget() {} };
}

/** Every request is signed: method, path with query, time and body. */
function signing(keyId, secret) {
  return {
    async headers(system, method, path, text) {
      const at = String(Date.now());
      const hash = crypto.createHash('sha256').update(text).digest('hex');
      const signed = crypto.createHmac('sha256', secret).update([method, path, at, hash].join('\n'));
      return { 'x-key-id': keyId, 'x-timestamp': at, 'x-signature': signed.digest('hex') };
    },
    forget() {},
  };
}

/** The systems that the environment names; a topology without a system leaves its variables out. */
function systemsFrom(env) {
  const { SHOP_URL, ERP_URL, OMS_URL, WMS_URL } = env;
  return {
    shop: new System('shop', SHOP_URL, oauth(env.SHOP_CLIENT_ID, env.SHOP_CLIENT_SECRET)),
    erp: new System('erp', ERP_URL, oauth(env.ERP_CLIENT_ID, env.ERP_CLIENT_SECRET)),
    oms: OMS_URL && new System('oms', OMS_URL, apiKey(env.OMS_API_KEY)),
    wms: WMS_URL && new System('wms', WMS_URL, signing(env.WMS_KEY_ID, env.WMS_SECRET)),
  };
}

module.exports = { Refused, Unclear, systemsFrom };
