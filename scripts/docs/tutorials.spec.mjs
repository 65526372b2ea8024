import { isTutorial, pages } from './pages.mjs';
import { tryPages } from './try-pages.mjs';

tryPages(pages().filter(isTutorial));
