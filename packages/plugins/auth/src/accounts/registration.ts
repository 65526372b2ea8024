import { auth } from '@aethex/protocol';
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../auth.config.js';

/** Whether and how new accounts may be made. */
@Injectable()
export class Registration {
  constructor(private readonly config: AuthConfig) {}

  /** Fails with `auth.registration_closed` where nobody may come to an account by themselves. Whatever makes one asks. */
  demandOpen(): void {
    if (this.config.registration === 'closed') throw auth.error('register', 'registration_closed');
  }

  /** Fails with `auth.verify_first` where an address must be proved before an account has it. */
  demandUnproved(email: string | undefined): void {
    if (email !== undefined && this.config.registration === 'verify_first')
      throw auth.error('register', 'verify_first');
  }
}
