import { html, type Page } from '@aethex/core';

const failed = {
  en: {
    title: 'That did not work',
    lead: 'The sign-in could not be finished. Close this page, go back to the game and begin again.',
    'error:oauth.state_invalid':
      'This sign-in was begun in another browser, was finished before or took too long. Go back to the game and begin again.',
    'error:oauth.denied': 'The sign-in was cancelled. You can close this page.',
    'error:oauth.provider_unavailable': 'The provider does not answer at the moment. Try again in a minute.',
    'error:oauth.redirect_invalid': 'This game is not set up to come back to that address.',
  },
  de: {
    title: 'Das hat nicht geklappt',
    lead: 'Die Anmeldung konnte nicht abgeschlossen werden. Schließe diese Seite, geh zurück zum Spiel und beginne noch einmal.',
    'error:oauth.state_invalid':
      'Diese Anmeldung wurde in einem anderen Browser begonnen, schon abgeschlossen oder hat zu lange gedauert. Geh zurück zum Spiel und beginne noch einmal.',
    'error:oauth.denied': 'Die Anmeldung wurde abgebrochen. Du kannst diese Seite schließen.',
    'error:oauth.provider_unavailable':
      'Der Anbieter antwortet gerade nicht. Versuch es in einer Minute noch einmal.',
    'error:oauth.redirect_invalid': 'Dieses Spiel ist für diese Rückkehradresse nicht eingerichtet.',
  },
};

/** Tells that a sign-in came to nothing. */
export const failedPage = (code: string, status: number): Page => ({
  texts: failed,
  body: (texts) =>
    html`<section data-step id="failed">
      <h1>${texts.title}</h1>
      <p>${texts[`error:${code}`] ?? texts['lead'] ?? ''}</p>
      <p class="notes">${code}</p>
    </section>`,
  script: '',
  status,
});

const popup = {
  en: { title: 'Back to the game', lead: 'You can close this window.' },
  de: { title: 'Zurück zum Spiel', lead: 'Du kannst dieses Fenster schließen.' },
};

/** What the page that opened the window is told; only a page of the origin `target` hears it. */
export interface PopupFacts {
  readonly code: string | null;
  readonly error: string | null;
  readonly state: string | null;
  readonly target: string;
}

export const popupPage = (facts: PopupFacts, gameId: string): Page => ({
  texts: popup,
  body: (texts) =>
    html`<section data-step id="back">
      <h1>${texts.title}</h1>
      <p>${texts['lead'] ?? ''}</p>
    </section>`,
  script: `
const { target, ...said } = page.facts;
const message = { type: 'aethex.oauth' };
for (const [name, value] of Object.entries(said)) if (value !== null) message[name] = value;
if (window.opener) { window.opener.postMessage(message, target); window.close(); }
`,
  facts: { ...facts },
  gameId,
});

/** What a player is shown before a game that waits elsewhere is let in. */
export interface AskFacts {
  readonly code: string;
  readonly provider: string;
  readonly game: string;
  readonly device: string | null;
  readonly network: string | null;
}

const ask = {
  en: {
    title: 'Let this game sign in as you?',
    lead: 'Only go on if you began this yourself, a moment ago. If somebody sent you a link to this page, stop.',
    game: 'Game',
    device: 'Device',
    network: 'Network',
    yes: 'Yes, I began this',
    no: 'No, stop',
    done: 'Done',
    doneLead: 'Go back to the game. You can close this page.',
    stopped: 'Stopped',
    stoppedLead: 'Nobody was signed in. You can close this page.',
  },
  de: {
    title: 'Soll sich dieses Spiel als du anmelden?',
    lead: 'Mach nur weiter, wenn du das gerade selbst begonnen hast. Hat dir jemand einen Link hierher geschickt, brich ab.',
    game: 'Spiel',
    device: 'Gerät',
    network: 'Netz',
    yes: 'Ja, das war ich',
    no: 'Nein, abbrechen',
    done: 'Fertig',
    doneLead: 'Geh zurück zum Spiel. Du kannst diese Seite schließen.',
    stopped: 'Abgebrochen',
    stoppedLead: 'Niemand wurde angemeldet. Du kannst diese Seite schließen.',
  },
};

export const askPage = (facts: AskFacts, gameId: string): Page<(typeof ask)['en']> => ({
  texts: ask,
  body: (texts) => html`
    <section data-step id="ask">
      <h1>${texts.title}</h1>
      <p>${texts.lead}</p>
      <dl>
        <dt>${texts.game}</dt>
        <dd>${facts.game}</dd>
        ${
          facts.device === null
            ? null
            : html`<dt>${texts.device}</dt>
                <dd>${facts.device}</dd>`
        }
        ${
          facts.network === null
            ? null
            : html`<dt>${texts.network}</dt>
                <dd>${facts.network}</dd>`
        }
      </dl>
      <button id="yes" type="button">${texts.yes}</button>
      <button id="no" type="button" class="plain">${texts.no}</button>
    </section>
    <section data-step id="done" hidden>
      <h1>${texts.done}</h1>
      <p>${texts.doneLead}</p>
    </section>
    <section data-step id="stopped" hidden>
      <h1>${texts.stopped}</h1>
      <p>${texts.stoppedLead}</p>
    </section>
  `,
  script: `
const decide = async (approve) => {
  const path = '/auth/oauth/' + page.facts.provider + '/confirm';
  const { ok, error } = await page.call('POST', path, { code: page.facts.code, approve });
  if (ok) page.show(approve ? 'done' : 'stopped');
  else page.say(page.textOf(error));
};
page.onClick('yes', () => decide(true));
page.onClick('no', () => decide(false));
`,
  facts: { code: facts.code, provider: facts.provider },
  gameId,
});
