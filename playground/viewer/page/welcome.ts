import { copied, type Ways } from './channel-card.js';
import { make } from './dom.js';

/** What stands in place of the panes until something is shown. */
export function fillWelcome(root: HTMLElement, ways: Ways): void {
  const code = [
    "import { FireflyClient } from 'firefly-client';",
    '',
    `const firefly = await FireflyClient.connect('${ways.server}', {`,
    `  channel: '${ways.channel}',`,
    ...(ways.mode === 'slate' ? ["  htmlFile: 'slate.html',"] : []),
    '});',
    ...(ways.mode === 'slate' ? ["firefly.addCell(0, 0, 2, 2, 'images', { cellId: 'sky' });"] : []),
    ways.mode === 'slate'
      ? "await firefly.showFitsImage('m31.fits', { viewerId: 'sky' }).displayed();"
      : "await firefly.showFitsImage('m31.fits').displayed();",
    "await firefly.showTable('stars.csv').displayed();",
    'await firefly.close();',
  ].join('\n');
  const program = copied('A first program', code);
  program.classList.add('program');
  root.append(
    make(
      'div',
      { class: 'welcome' },
      make('h2', {}, 'Nothing shown yet'),
      make('p', {}, 'This page shows what programs send to its channel: images, tables, charts and regions.'),
      program,
      make(
        'ul',
        {},
        item(
          'npm start',
          ' in the project shows some stars of Orion; with file names behind it, your files.',
        ),
        item('The log', ' (button above) shows all that passes on the channel, and gives it back as code.'),
        item(
          'docs/guide.md',
          ' tells what a program can do, docs/from-python.md what it is called in Python.',
        ),
        item('docs/testing.md', ' tells what this playground has, and what only a real Firefly has.'),
      ),
    ),
  );
}

function item(name: string, text: string): HTMLElement {
  return make('li', {}, make('strong', {}, name), text);
}
