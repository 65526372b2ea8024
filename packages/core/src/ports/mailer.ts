export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** Sends mail. */
export abstract class Mailer {
  /** Hands the mail over for delivery. A line break in an address or subject is refused as `mail.header_invalid`. */
  abstract send(mail: Mail): Promise<void>;
}
