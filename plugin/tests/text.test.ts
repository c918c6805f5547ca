import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { text, userLanguage } from '../src/text';
import { setUserLanguage } from './grafana';

describe('the language of the editors', () => {
  for (const [profile, want] of [
    ['id-ID', 'id'],
    ['en-US', 'en'],
    ['EN-gb', 'en'],
    ['fr-FR', 'id'],
    ['', 'id'],
    [undefined, 'id'],
  ] as const) {
    it(`is ${want} for the profile language ${JSON.stringify(profile)}`, () => {
      setUserLanguage(profile);
      assert.equal(userLanguage(), want);
    });
  }
});

describe('text', () => {
  it('fills in the values', () => {
    setUserLanguage('en-US');
    assert.equal(text('query.number.range', { min: 1, max: 50 }), 'Give a number between 1 and 50');
    setUserLanguage('id-ID');
    assert.equal(text('query.number.range', { min: 1, max: 50 }), 'Isi angka antara 1 dan 50');
  });
  it('leaves braces without a value as they are', () => {
    assert.match(text('query.number.min'), /\{min\}/);
  });
});
