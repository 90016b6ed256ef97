/**
 * The small browser client at `/snodo.js`:
 *
 *     <script src="https://snodo.example/snodo.js" data-key="pk_…" defer></script>
 *     <script>window.snodo = window.snodo || []; snodo.push(['track', 'Product Viewed', { product_id: '7' }])</script>
 *
 * It keeps an anonymous id only after `snodo.consent(true)` or with `data-consent="given"`; until then every page has a fresh
 * one, held in memory, because the law asks for consent before anything is kept on a device. `consent` tells nothing to the
 * server about e-mail or SMS: a browser key cannot.
 */
export const SNODO_JS = `(function () {
  'use strict';
  var script = document.currentScript;
  if (!script) return;
  var key = script.getAttribute('data-key');
  var host = new URL(script.src).origin;
  var consented = script.getAttribute('data-consent') === 'given' || read('snodo_consent') === 'given';
  var anonymousId = (consented && read('snodo_anonymous_id')) || uuid();
  var userId = (consented && read('snodo_user_id')) || null;
  var queue = [];
  var sending = false;

  function read(name) { try { return localStorage.getItem(name); } catch (e) { return null; } }
  function write(name, value) {
    try { if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value); } catch (e) { /* storage is closed to us: the id lives as long as the page */ }
  }
  function uuid() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replace(/x/g, function () { return Math.floor(Math.random() * 16).toString(16); });
  }
  function remember() {
    if (!consented) return;
    write('snodo_anonymous_id', anonymousId);
    write('snodo_user_id', userId);
  }
  function call(type, members) {
    var event = {
      type: type, messageId: uuid(), anonymousId: anonymousId, timestamp: new Date().toISOString(),
      context: {
        page: { path: location.pathname, url: location.href, title: document.title, referrer: document.referrer },
        locale: navigator.language, library: { name: 'snodo.js', version: '1' }
      }
    };
    try { event.context.timezone = Intl.DateTimeFormat().resolvedOptions().timeZone; } catch (e) { /* an old browser: no zone */ }
    if (userId) event.userId = userId;
    for (var name in members) event[name] = members[name];
    queue.push(event);
    send();
  }
  function send() {
    if (sending || queue.length === 0 || !key) return;
    sending = true;
    var batch = queue.slice(0, 20);
    fetch(host + '/v1/batch', {
      method: 'POST', keepalive: true, headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ writeKey: key, batch: batch, sentAt: new Date().toISOString() })
    }).then(function (reply) {
      if (reply.status >= 500 || reply.status === 429) return again();
      queue.splice(0, batch.length);
      sending = false;
      send();
    }, again);
  }
  function again() { setTimeout(function () { sending = false; send(); }, 5000); }

  var api = {
    page: function (name, properties) { call('page', { name: name || document.title, properties: properties || {} }); },
    track: function (event, properties) { call('track', { event: event, properties: properties || {} }); },
    identify: function (id, traits) {
      if (id && typeof id === 'object') { traits = id; id = null; }
      if (id) userId = String(id);
      remember();
      call('identify', { traits: traits || {} });
    },
    consent: function (given) {
      consented = !!given;
      write('snodo_consent', consented ? 'given' : null);
      if (consented) remember();
      else { write('snodo_anonymous_id', null); write('snodo_user_id', null); }
    },
    reset: function () { userId = null; anonymousId = uuid(); remember(); },
    push: function (command) { var name = command[0]; if (api[name]) api[name].apply(null, command.slice(1)); }
  };
  var waiting = window.snodo instanceof Array ? window.snodo : [];
  window.snodo = api;
  waiting.forEach(api.push);
  if (script.getAttribute('data-page') !== 'off') api.page();
})();
`
