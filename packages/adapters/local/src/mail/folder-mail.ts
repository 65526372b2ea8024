import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  adapter,
  checkMail,
  Clock,
  Ids,
  Mailer,
  type Adapter,
  type Finding,
  type Logger,
  type Mail,
} from '@aethex/core';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import { makeFolder } from '../files/durable.js';
import { fileError, folderError } from '../files/file-errors.js';
import { writeFileWhole } from '../files/write-file.js';

const FolderMailOptions = z.strictObject({
  /** The folder the mails are written to. */
  dir: z.string().min(1),
  /** Who the mails come from. */
  from: z.string().min(1).default('AeThex Cloud <no-reply@localhost>'),
});

export type FolderMailOptions = z.input<typeof FolderMailOptions>;

interface Tools {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** Mails as files that any mail program opens. Nothing is sent, and nothing of a mail's words gets into the log. */
export class FolderMail extends Mailer {
  constructor(
    private readonly options: Required<FolderMailOptions>,
    private readonly tools: Tools,
  ) {
    super();
  }

  async send(mail: Mail): Promise<void> {
    checkMail(mail);
    const { clock, ids, log } = this.tools;
    const now = clock.now();
    const id = ids.next();
    const file = `${now.toISOString().replace(/[-:]|\.\d+/g, '')}-${id}.eml`;
    const bytes = await compose(mail, { from: this.options.from, date: now, messageId: `<${id}@localhost>` });
    await writeFileWhole(join(this.options.dir, file), bytes).catch((error: unknown) => {
      throw fileError(error);
    });
    log.info({ to_domain: mail.to.slice(mail.to.indexOf('@') + 1), file }, 'mail written to the folder');
  }
}

function compose(mail: Mail, more: { from: string; date: Date; messageId: string }): Promise<Buffer> {
  return new MailComposer({
    ...more,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** Mails in a folder, for a server that has nobody to send them yet. */
export function folderMail(options: FolderMailOptions): Adapter<Mailer> {
  const parsed = FolderMailOptions.parse(options);
  const dir = resolve(parsed.dir);
  return adapter<Mailer>({
    port: Mailer,
    name: 'folder',
    reach: 'host',
    needs: [Clock, Ids],
    about: { dir, from: parsed.from },
    create: async ({ get, log }) => {
      await makeFolder(dir).catch((error: unknown) => {
        throw folderError(dir, error, 'folderMail({ dir })');
      });
      return new FolderMail({ ...parsed, dir }, { clock: get(Clock), ids: get(Ids), log });
    },
    check: async () => [await writable(dir)],
  });
}

async function writable(dir: string): Promise<Finding> {
  const what = `Mails can be written to "${dir}"`;
  try {
    await access(dir, constants.W_OK);
    return { what, ok: true };
  } catch (error) {
    return { what, ok: false, fix: folderError(dir, error, 'folderMail({ dir })').fix };
  }
}
