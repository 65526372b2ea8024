/** What a description says of the API as a whole. */
export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  /** Where the server is reached, such as `http://127.0.0.1:8080`; left out, addresses are relative. */
  readonly origin?: string;
  /** The path before every route. Default `api/v1`. */
  readonly prefix?: string;
}

/** The address before every route, without a slash at the end. */
export const baseUrl = ({ origin = '', prefix = 'api/v1' }: ApiInfo): string =>
  [origin.replace(/\/$/, ''), prefix].filter((part, index) => index === 0 || part !== '').join('/');
