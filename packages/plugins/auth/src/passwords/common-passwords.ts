import { Injectable } from '@nestjs/common';

/** Shorter ones are refused for being short. */
const leastCharacters = 8;

/** Knows the passwords that everybody tries first, without asking anybody. */
@Injectable()
export class CommonPasswords {
  private loading: Promise<ReadonlySet<string>> | undefined;

  /** The most used passwords, in lower case. Read when the first password is chosen. */
  list(): Promise<ReadonlySet<string>> {
    this.loading ??= load();
    return this.loading;
  }
}

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter((one) => one.length >= leastCharacters));
}
