export interface Mail {
  /** One plain address: `ann@example.org`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

/** Sends mail. */
export abstract class Mailer {
  /**
   * Hands the mail over for delivery, word for word. More than one plain address, or a line break in it or in the
   * subject, is refused as `mail.header_invalid`.
   */
  abstract send(mail: Mail): Promise<void>;
}
