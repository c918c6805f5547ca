import { config } from '@grafana/runtime';

import { catalogue } from './catalogue.gen';
import type { Language, Text } from './types';

/** Key of a text of the editors: one of texts/editor.yaml. */
export type TextKey = keyof typeof catalogue;

/** The editors follow the language of the user's Grafana profile: English where it is English, else Indonesian. */
export function userLanguage(): Language {
  const { language } = config.bootData.user as { language?: string };
  return language?.toLowerCase().startsWith('en') ? 'en' : 'id';
}

/** The text of a key in the user's language, its names in braces replaced by the values given. */
export function text(key: TextKey, values: Record<string, string | number> = {}): string {
  return catalogue[key][userLanguage()].replace(/\{(\w+)\}/g, (braces, name: string) => String(values[name] ?? braces));
}

/** A descriptor's text in the user's language. */
export function pick(of: Text): string {
  return of[userLanguage()];
}
