// Commands are POSTs: an event stream has one direction.

/** Tells this tab from the others. */
export const tab = crypto.randomUUID();

// Requests that are sent at once arrive in any order, on connections of their own: a cell would run before the one before it.
const inAnyOrder = new Set(["stop", "guess", "complete", "signature", "hover", "diagnose"]);

/** @type {Promise<unknown>} The command that was sent last, where their order counts. */
let last = Promise.resolve();

/**
 * @param {string} verb @param {string} notebook @param {object} [body]
 * @returns {Promise<any>} The answer.
 */
export function command(verb, notebook, body = {}) {
  if (inAnyOrder.has(verb)) return send(verb, notebook, body);
  const answer = last.then(() => send(verb, notebook, body));
  last = answer.catch(() => {});
  return answer;
}

/** @param {string} verb @param {string} notebook @param {object} body */
async function send(verb, notebook, body) {
  const response = await fetch(`/do/${verb}/${notebook}`, {
    method: "POST",
    headers: { "X-StreamBook": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, by: tab }),
  });
  if (response.ok) return response.json();
  const answer = await response.text();
  throw new CommandError(response.status, answer);
}

export class CommandError extends Error {
  /** @param {number} status @param {string} answer */
  constructor(status, answer) {
    super(answer);
    this.status = status;
  }
}

/** Says something to those who hear the page. @param {string} text */
export function say(text) {
  const says = document.getElementById("says");
  if (says) says.textContent = text;
}
