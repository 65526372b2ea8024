/**
 * What the script of every page begins with: the constant `page`. `texts` are the words of the page in its language,
 * `facts` what the server said, `fragment` and `query` the parameters of the address (the fragment is taken off it at
 * once), `call` asks a REST route of ours, `show` brings up one `[data-step]` of the page, `say` tells its outcome.
 */
export const prelude = `
const page = (() => {
  const data = JSON.parse(document.getElementById('page-data').textContent);
  const fragment = new URLSearchParams(location.hash.slice(1));
  const query = new URLSearchParams(location.search);
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  const find = (id) => document.getElementById(id);
  const say = (text, tone) => {
    find('page-status').textContent = text || '';
    find('page-status').dataset.tone = tone || 'bad';
  };
  const show = (id) => {
    say('');
    for (const step of document.querySelectorAll('[data-step]')) step.hidden = step.id !== id;
    const heading = find(id).querySelector('h1');
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  };
  const call = async (verb, path, input, token) => {
    const headers = { accept: 'application/json' };
    if (input !== undefined) headers['content-type'] = 'application/json';
    if (token) headers.authorization = 'Bearer ' + token;
    if (query.get('key')) headers['x-game-key'] = query.get('key');
    try {
      const init = { method: verb, headers, credentials: 'same-origin', referrerPolicy: 'no-referrer' };
      if (input !== undefined) init.body = JSON.stringify(input);
      const answer = await fetch(data.api + path, init);
      const text = await answer.text();
      const body = text ? JSON.parse(text) : null;
      return answer.ok ? { ok: true, data: body, error: null } : { ok: false, data: null, error: body.error };
    } catch {
      return { ok: false, data: null, error: { code: 'client.offline', message: data.house.offline } };
    }
  };
  const textOf = (error) => data.texts['error:' + error.code] || error.message || data.house.failed;
  const busy = (on) => { for (const button of document.querySelectorAll('button')) button.disabled = on; };
  const attempt = async (work) => {
    say('');
    busy(true);
    try { return await work(); } finally { busy(false); }
  };
  const onSubmit = (id, work) => find(id).addEventListener('submit', (event) => {
    event.preventDefault();
    void attempt(() => work(new FormData(event.target)));
  });
  const onClick = (id, work) => find(id).addEventListener('click', () => void attempt(work));
  return { texts: data.texts, facts: data.facts, fragment, query, find, say, show, call, textOf, attempt, onSubmit, onClick };
})();
`;
