export type { S3Options } from './options.js';
export { r2, s3 } from './s3.js';
