// Asks Grafana itself what the provisioned rules say at moments of the demonstration's past.
import { expect, type APIRequestContext } from '@playwright/test';
import { test } from './grafana.js';

const day = 24 * 3_600_000;

interface Frame {
  schema: { fields: { labels?: Record<string, string> }[] };
  data: { values: unknown[][] };
}

/** The labels for which a rule's condition holds at a moment. */
async function holds(request: APIRequestContext, uid: string, at: number): Promise<Record<string, string>[]> {
  const { condition, data } = await (await request.get(`/api/v1/provisioning/alert-rules/${uid}`)).json();
  const answer = await request.post('/api/v1/eval', { data: { condition, data, now: new Date(at).toISOString() } });
  expect(answer.ok(), `${uid}: ${await answer.text()}`).toBeTruthy();
  const result = (await answer.json()).results[condition] as { error?: string; frames?: Frame[] };
  expect(result.error, uid).toBeUndefined();
  return (result.frames ?? []).flatMap(({ schema, data: { values } }) =>
    schema.fields.flatMap(({ labels = {} }, i) => (values[i]?.includes(1) ? [labels] : []))
  );
}

/** What a rule tells from so many days before now to so many. */
async function told(request: APIRequestContext, uid: string, label: string, from: number, to: number): Promise<string[]> {
  const told: string[] = [];
  for (let at = Date.now() - from * day; at <= Date.now() - to * day; at += day / 8) {
    told.push(...(await holds(request, uid, at)).map((labels) => labels[label] ?? JSON.stringify(labels)));
  }
  return told;
}

// A rumour about vaccination bursts ten days before the end, whatever the demonstration's length from 30 days on.
for (const [uid, label] of [['pantau-topic-burst', 'name'], ['pantau-sentiment-shift', 'topic']] as const) {
  test(`${uid} tells of the rumour, and not before it`, async ({ request }) => {
    test.setTimeout(300_000);
    expect(await told(request, uid, label, 14, 13)).not.toContain('vaksinasi');
    expect(await told(request, uid, label, 11.5, 9)).toContain('vaksinasi');
  });
}

// Of 120 days, as docs/e2e.md has them: parking fees are told of on the thirtieth, and between that and the rumour lies a calm month.
test('pantau-topic-burst tells of the policy', async ({ request }) => {
  test.setTimeout(300_000);
  expect(await told(request, 'pantau-topic-burst', 'name', 91, 88)).toContain('parkir elektronik');
});

for (const uid of ['pantau-topic-burst', 'pantau-sentiment-shift', 'pantau-follower-drop']) {
  test(`${uid} is silent in a calm month`, async ({ request }) => {
    test.setTimeout(300_000);
    expect(await told(request, uid, 'name', 62, 32)).toEqual([]);
  });
}
