// Reads a simulated LinkedIn page with LinkedIn's own client and prints what it
// read as JSON: node linkedin.mjs FOLDER URL TOKEN ORGANISATION-URN
import { createRequire } from 'node:module';

const [folder, simulator, accessToken, urn] = process.argv.slice(2);
const { RestliClient } = createRequire(`${folder}/`)('linkedin-api-client');
const client = new RestliClient();
client.axiosInstance.interceptors.request.use((config) => {
  config.url = config.url.replace('https://api.linkedin.com', simulator);
  return config;
});
const version = { accessToken, versionString: '202608' };

const size = await client.get({
  ...version,
  resourcePath: '/networkSizes/{urn}',
  pathKeys: { urn },
  queryParams: { edgeType: 'COMPANY_FOLLOWED_BY_MEMBER' },
});

const posts = [];
for (let start = 0; ; ) {
  const page = await client.finder({
    ...version,
    resourcePath: '/posts',
    finderName: 'author',
    queryParams: { author: urn, sortBy: 'CREATED', start, count: 100 },
  });
  posts.push(...page.data.elements);
  start += page.data.elements.length;
  if (page.data.elements.length === 0) break;
}

const ids = posts.map((post) => post.id);
const statistics = {};
for (let at = 0; at < ids.length; at += 20) {
  const batch = ids.slice(at, at + 20);
  for (const [parameter, kind] of [['shares', 'share'], ['ugcPosts', 'ugcPost']]) {
    const of = batch.filter((id) => id.startsWith(`urn:li:${kind}:`));
    if (of.length === 0) continue;
    const answer = await client.finder({
      ...version,
      resourcePath: '/organizationalEntityShareStatistics',
      finderName: 'organizationalEntity',
      queryParams: { organizationalEntity: urn, [parameter]: of, start: 0, count: 20 },
    });
    for (const element of answer.data.elements) {
      const total = element.totalShareStatistics;
      statistics[element.share ?? element.ugcPost] = {
        views: total.impressionCount,
        reach: total.uniqueImpressionsCount,
        likes: total.likeCount,
        comments: total.commentCount,
        shares: total.shareCount,
        clicks: total.clickCount,
      };
    }
  }
}

const comments = {};
async function readComments(post, under) {
  const page = await client.getAll({
    ...version,
    resourcePath: '/socialActions/{urn}/comments',
    pathKeys: { urn: under },
    queryParams: { start: 0, count: 100 },
  });
  for (const comment of page.data.elements) {
    (comments[post] ??= []).push(comment.message.text);
    if (comment.commentsSummary?.totalFirstLevelComments > 0) await readComments(post, comment.commentUrn);
  }
}
for (const post of ids) await readComments(post, post);

console.log(JSON.stringify({ followers: size.data.firstDegreeSize, statistics, comments }));
