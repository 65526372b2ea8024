import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { BootError } from '../plugin/boot-error.js';

/** A mail in a studio's own words. */
export interface OwnTemplate {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** What a folder of templates holds. */
export interface OwnTemplates {
  /** The studio's own frame, or `null`. */
  readonly layout: string | null;
  /** By `<plugin>.<mail>.<language>`. */
  readonly mails: ReadonlyMap<string, OwnTemplate>;
}

const layoutFile = 'layout.html.hbs';
const fileForm = /^([a-z][a-z0-9]*\.[A-Za-z0-9]+\.[a-z]{2,3}(?:-[a-z0-9]{2,8})*)\.(txt|html)\.hbs$/;
const subjectForm = /^Subject: *(\S.*)\r?\n\r?\n/;
const names = 'Templates are named "auth.resetPassword.en.txt.hbs", "auth.resetPassword.en.html.hbs" or';

/** Reads a folder of templates. Fails as the server starts, not as the first mail goes out. */
export async function readOwnTemplates(dir: string): Promise<OwnTemplates> {
  const files = await readAll(dir);
  const unknown = [...files.keys()].find((name) => name !== layoutFile && !fileForm.test(name));
  if (unknown !== undefined)
    throw new BootError(`"${join(dir, unknown)}" is no mail template.`, `${names} "${layoutFile}".`);
  for (const [name, text] of files) checkSyntax(join(dir, name), text);
  const ids = [...files.keys()].flatMap((name) => fileForm.exec(name)?.[1] ?? []);
  const mails = new Map([...new Set(ids)].map((id) => [id, ownTemplate(dir, id, files)]));
  return { layout: files.get(layoutFile) ?? null, mails };
}

async function readAll(dir: string): Promise<ReadonlyMap<string, string>> {
  try {
    const entries = (await readdir(dir)).filter((name) => name.endsWith('.hbs')).toSorted();
    const read = async (name: string) => [name, await readFile(join(dir, name), 'utf8')] as const;
    return new Map(await Promise.all(entries.map(read)));
  } catch (error) {
    throw new BootError(
      `The mail templates in "${dir}" cannot be read.`,
      'Name a folder that this process may read as brand.mailTemplates, or leave it out.',
      { cause: error },
    );
  }
}

function ownTemplate(dir: string, id: string, files: ReadonlyMap<string, string>): OwnTemplate {
  const file = files.get(`${id}.txt.hbs`);
  const [head, subject] = subjectForm.exec(file ?? '') ?? [];
  if (file === undefined || head === undefined || subject === undefined)
    throw new BootError(
      `"${join(dir, `${id}.txt.hbs`)}" must be there and begin with "Subject: …" and an empty line.`,
      'Every mail has a subject and a plain text.',
    );
  return { subject, text: file.slice(head.length), html: files.get(`${id}.html.hbs`) ?? null };
}

function checkSyntax(file: string, text: string): void {
  try {
    Handlebars.precompile(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BootError(`"${file}" is no Handlebars template: ${reason}`, 'Correct it.', { cause: error });
  }
}
