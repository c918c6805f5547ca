// Reads a simulated Page with Meta's own client and prints what it read as JSON:
// node facebook.mjs FOLDER URL TOKEN PAGE
import { all, connect, numbers } from './meta.mjs';

const [folder, simulator, token, id] = process.argv.slice(2);
const { AdVideo, FacebookAdsApi, InsightsResult, Page, PagePost, User } = connect(folder, simulator, token);

const pages = await all(await new User('me').getAccounts(['id', 'access_token'], {}));
FacebookAdsApi.init(pages.find((page) => page.id === id).access_token, 'en_US', false);
const page = new Page(id);
const { followers_count: followers } = await page.get(['followers_count']);

const fields = ['id', 'shares', 'comments.limit(0).summary(total_count).filter(stream)', 'reactions.limit(0).summary(total_count)'];
const posts = await all(await page.getPosts(fields, { limit: 10 }));
const videos = {};
for (const reel of await all(await page.getVideoReels(['id', 'post_id'], { limit: 10 }))) {
  const post = `${id}_${reel.post_id}`;
  videos[post] = reel.id;
  if (!posts.some((known) => known.id === post)) posts.push(await new PagePost(post).get(fields));
}

const statistics = {};
const comments = {};
for (const post of posts) {
  const metric = ['post_media_view', 'post_total_media_view_unique', 'post_clicks'];
  const found = numbers(await new PagePost(post.id).getInsights([], { metric, period: 'lifetime' }));
  statistics[post.id] = {
    views: found.post_media_view,
    reach: found.post_total_media_view_unique,
    clicks: found.post_clicks,
    likes: post.reactions.summary.total_count,
    comments: post.comments.summary.total_count,
    shares: post.shares?.count ?? 0,
  };
  if (videos[post.id]) {
    const ofVideo = new AdVideo(videos[post.id]).getEdge(InsightsResult, [], { metric: ['fb_reels_total_plays'] }, true, '/video_insights');
    statistics[post.id].views = numbers(await ofVideo).fb_reels_total_plays;
  }
  const said = await all(await new PagePost(post.id).getComments(['id', 'message'], { filter: 'stream', limit: 2 }));
  if (said.length > 0) comments[post.id] = said.map((comment) => comment.message);
}

console.log(JSON.stringify({ followers, statistics, comments }));
