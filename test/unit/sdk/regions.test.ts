import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRegionData, overlayRegionLayer, removeRegionData } from '../../../src/actions/region.js';
import { argumentErrorOf } from './helpers.js';

const accept = (text: string) => expect(addRegionData('r', text).payload['regionChanges']).toBe(text);

describe('DS9 regions that are accepted', () => {
  it.each([
    'J2000',
    'fk5',
    'image',
    'Galactic',
    'ICRS;',
    '',
    '   ',
    '# Region file format: DS9 version 4.1',
    'global color=green dashlist=8 3 width=1 font="helvetica 10 normal roman"',
    'circle(10.68, 41.27, 20")',
    'CIRCLE 10.68 41.27 20" # color=red',
    'point    12.41   7.262 # color=pink text="a point" point=circle ',
    "line(12.4 7.28 12.42 7.24) # color=orange width=2 select=0 text='a line'",
    'text 30p 40p # color=pink text={some text} edit=0 font="times 10 normal roman"',
    'text 12.43 7.23{a text of its own} # color=purple move=0',
    'text 12.43 7.23 {one; two # three; four}',
    'physical;circle   80 140  20       # color=red offsetx=25  offsety=2',
    'annulus   13h30m16.4s +47d14m43.9s  30p 40p 50p       # include=0 text="rings"',
    'physical;point 13h29m52.7s, +47d11m40.9s # point=diamond 15',
    '#circle(12.5, 7.18 , 20p)  # text="a comment"',
    'box(12.5, 7.18 ,20p,40p, 30p, 50p, 0)  # width=5',
    'image;box(100, 150, 50p, 20p, 2r) # color=magenta',
    'j2000;box(7.24i, 8.44i, 50p, 20p, 0)',
    'physical;-box point 12 12 # text="left out"',
    'polygon(12.5, 7.2,12.55, 7.24, 12.44, 7.24) # font="helvetica 16 bold"',
    'physical;ellipse 100 100 20p 40p 30p 60p 40p 80p 0 # width=2',
    'image;line 205 180 310 300',
    'J2000;point 12.485d 7.195d # point=cross 15',
    '+circle 1 2 3; -circle 1 2 1',
    '!circle(1,2,3)',
    'fk4;circle 1 2 3 # text="a; b"',
    'panda(1,2,0,90,3,5,10,1)',
    'x point 1 2',
    '\tcircle 1 2 3\r',
    '# vector(1,2,3,4) vector=1',
    'ellipse 1 2 3 4 5 || # composite=1',
  ])('%j', accept);

  it('several lines, with either line end', () => {
    accept('image\r\ncircle 1 2 3\r\n# done\r\n');
    accept('J2000\ncircle 1 2 3\n\nbox 1 2 3 4 0');
  });

  it('several texts', () => {
    const list = ['J2000', 'circle 1 2 3\ncircle 4 5 6'];
    expect(addRegionData('r', list).payload['regionChanges']).toEqual(list);
  });
});

describe('DS9 regions that are refused', () => {
  it.each([
    'garbage region',
    'circ 1 2 3',
    'circles 1 2 3',
    'J2001;circle 1 2 3',
    'J2000 circle 1 2 3',
    'circle 1 2 3; nonsense 4',
    'physical;rectangle 1 2 3 4',
    '{"x":1}',
    '10.68 41.27 20',
    '--circle 1 2 3',
    '<region/>',
  ])('%j', (line) => {
    const error = argumentErrorOf(() => addRegionData('r', line));
    expect(error).toMatchObject({ method: 'addRegionData', argument: 'regionData', value: line });
    expect(error.message).toContain(
      'must be a DS9 region such as "J2000;circle 10.68 41.27 20\\" # color=red"',
    );
  });

  it('by the number of the line in a longer text', () => {
    const error = argumentErrorOf(() => addRegionData('r', '# regions\ncircle 1 2 3\ncirkle 1 2 3'));
    expect(error).toMatchObject({ argument: 'regionData line 3', value: 'cirkle 1 2 3' });
  });

  it('by the index in a list, and by the line in it', () => {
    const error = argumentErrorOf(() =>
      overlayRegionLayer({ regionLayerId: 'r' }, { regionData: ['circle 1 2 3', 'oops'] }),
    );
    expect(error).toMatchObject({
      method: 'overlayRegionLayer',
      argument: 'options.regionData[1]',
      value: 'oops',
    });
    const second = argumentErrorOf(() => removeRegionData('r', ['circle 1 2 3', 'image\noops']));
    expect(second).toMatchObject({ method: 'removeRegionData', argument: 'regionData[1] line 2' });
  });

  it('wherever the wrong line is', () => {
    const good = fc.constantFrom(
      'circle 1 2 3',
      'J2000;box 1 2 3 4 0',
      '# note',
      '',
      'image',
      'text 1 2 {a;b}',
    );
    fc.assert(
      fc.property(fc.array(good, { maxLength: 8 }), fc.array(good, { maxLength: 8 }), (before, after) => {
        accept([...before, ...after].join('\n'));
        const text = [...before, 'oops', ...after].join('\n');
        const line = before.length + after.length === 0 ? '' : ` line ${before.length + 1}`;
        expect(argumentErrorOf(() => addRegionData('r', text)).argument).toBe(`regionData${line}`);
      }),
    );
  });
});
