// Meta's own client, pointed at a simulator.
import { createRequire } from 'node:module';

// connect gives the client's classes. All its requests go to the simulator, also
// those to the addresses of next pages.
export function connect(folder, simulator, token) {
  const sdk = createRequire(`${folder}/`)('facebook-nodejs-business-sdk');
  const axios = createRequire(createRequire(`${folder}/`).resolve('facebook-nodejs-business-sdk'))('axios');
  axios.interceptors.request.use((config) => {
    config.url = config.url.replace(/^https:\/\/[^/]+/, simulator);
    return config;
  });
  sdk.FacebookAdsApi.init(token, 'en_US', false);
  return sdk;
}

// all reads a list to its last page.
export async function all(cursor) {
  const entries = [...cursor];
  while (cursor.hasNext()) {
    await cursor.next();
    entries.push(...cursor);
  }
  return entries;
}

// numbers gives metrics by their name; the parts of one that is an object are
// added up.
export function numbers(insights) {
  const values = {};
  for (const { name, values: series } of insights) {
    const { value } = series.at(-1);
    values[name] = typeof value === 'object' ? Object.values(value).reduce((sum, part) => sum + part, 0) : value;
  }
  return values;
}
