import { houseRules } from '../src/index.js';
import { guestbookPlugin } from './fixtures/guestbook.js';

houseRules(guestbookPlugin());
