export { altcha, type AltchaOptions } from './altcha.js';
export { hcaptcha, type HcaptchaOptions } from './hcaptcha.js';
export { turnstile, type TurnstileOptions } from './turnstile.js';
