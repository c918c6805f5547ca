// Reads a simulated Instagram account with Meta's own client and prints what it
// read as JSON: node instagram.mjs FOLDER URL TOKEN HANDLE
import { all, connect, numbers } from './meta.mjs';

const [folder, simulator, token, handle] = process.argv.slice(2);
const { IGComment, IGMedia, IGUser, User } = connect(folder, simulator, token);

const pages = await all(await new User('me').getAccounts(['instagram_business_account{id,username}'], {}));
const linked = pages.map((page) => page.instagram_business_account).find((account) => account.username === handle);
const account = new IGUser(linked.id);
const { followers_count: followers } = await account.get(['followers_count']);

const media = await all(await account.getMedia(['id', 'media_product_type', 'like_count', 'comments_count'], { limit: 10 }));
const statistics = {};
const comments = {};
for (const medium of media) {
  const metric = ['views', 'reach', 'saved', 'shares', 'total_interactions'];
  const found = numbers(await new IGMedia(medium.id).getInsights([], { metric }));
  statistics[medium.id] = {
    views: found.views,
    reach: found.reach,
    saves: found.saved,
    shares: found.shares,
    interactions: found.total_interactions,
    likes: medium.like_count,
    comments: medium.comments_count,
  };
  const said = [];
  for (const comment of await all(await new IGMedia(medium.id).getComments(['id', 'text'], { limit: 2 }))) {
    const answers = await all(await new IGComment(comment.id).getReplies(['id', 'text'], { limit: 2 }));
    said.push(comment.text, ...answers.map((answer) => answer.text));
  }
  if (said.length > 0) comments[medium.id] = said;
}

console.log(JSON.stringify({ followers, statistics, comments }));
