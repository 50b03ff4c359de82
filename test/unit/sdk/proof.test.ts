import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Proof } from '../../../src/session/proof.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A proof, and what it has asked. */
function makeProof() {
  const asked: string[] = [];
  let marks = 0;
  let changes = 0;
  const proof = new Proof({
    register: async () => undefined,
    push: async (mark) => void asked.push(`push ${mark}`),
    frame: (mark) => void asked.push(`frame ${mark}`),
    nextMark: () => ++marks,
    changed: () => {
      changes++;
    },
  });
  /** Viewers answer the last push, and so many of them the last frame. */
  const answer = (pushes: number, frames: number) => {
    for (let i = 0; i < pushes; i++) proof.answered(marks - 1);
    for (let i = 0; i < frames; i++) proof.answered(marks);
  };
  return { proof, asked, answer, changes: () => changes };
}

const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the proof that frames reach the viewers (T6)', () => {
  it('holds when as many answer the frame as the push, after a while for the others', async () => {
    const { proof, asked, answer, changes } = makeProof();
    proof.want();
    await passes(1);
    expect(asked).toEqual(['frame 2', 'push 1']);
    answer(2, 2);
    expect(proof.holds).toBe(false);
    await passes(251);
    expect(proof.holds).toBe(true);
    expect(changes()).toBe(1);
    proof.want();
    await passes(1);
    expect(asked).toHaveLength(2);
  });

  it('fails when one viewer does not get frames, and is not tried again and again', async () => {
    const { proof, asked, answer } = makeProof();
    proof.want();
    await passes(1);
    answer(2, 1);
    await passes(251);
    expect(proof.holds).toBe(false);
    for (let i = 0; i < 5; i++) {
      proof.want();
      await passes(1_000);
    }
    expect(asked).toHaveLength(2);
    await passes(6_000);
    proof.want();
    await passes(1);
    expect(asked).toHaveLength(4);
  });

  it('fails when nobody answers', async () => {
    const { proof } = makeProof();
    proof.want();
    await passes(2_001);
    expect(proof.holds).toBe(false);
  });

  it('is lost when a viewer answers the push later, and not the frame', async () => {
    const { proof, answer, changes } = makeProof();
    proof.want();
    await passes(1);
    answer(1, 1);
    await passes(251);
    expect(proof.holds).toBe(true);
    answer(1, 0);
    expect(proof.holds).toBe(false);
    expect(changes()).toBe(2);
    answer(0, 1);
    expect(proof.holds).toBe(true);
  });

  it('is void when sockets change, also while it is being made', async () => {
    const { proof, asked, answer } = makeProof();
    proof.want();
    await passes(1);
    answer(1, 1);
    proof.drop();
    await passes(300);
    expect(proof.holds).toBe(false);
    proof.want();
    await passes(1);
    expect(asked).toHaveLength(4);
    answer(1, 1);
    await passes(251);
    proof.drop();
    expect(proof.holds).toBe(false);
  });

  it('is not asked for any more at the end', async () => {
    const { proof, asked } = makeProof();
    proof.end();
    proof.want();
    await passes(5_000);
    expect(asked).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
