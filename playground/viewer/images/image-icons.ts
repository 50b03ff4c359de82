import { icons } from '../page/dom.js';

/** Drawings of the image tools, on a 24 × 24 grid. */
export const imageIcons = {
  ...icons,
  one: 'M4 4h16v16H4z',
  grid: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  before: 'M15 5l-7 7l7 7',
  after: 'M9 5l7 7l-7 7',
  layers: 'M12 3l9 5l-9 5l-9-5zM3 12l9 5l9-5M3 16l9 5l9-5',
  palette:
    'M12 3a9 9 0 1 0 0 18c2 0 2-1.5 1.4-2.6c-.7-1.3.1-2.4 1.6-2.4h2a4 4 0 0 0 4-4c0-5-4-9-9-9zM7.5 11.5h.01M10 7.5h.01M14.5 7.5h.01',
  stretch: 'M3 20h18M5 20v-3M8 20v-7M11 20V6M14 20V9M17 20v-5M20 20v-2',
} as const;
