// Package linkedinsim answers as LinkedIn's Community Management API does, for
// the accounts of a simulated world on the platform "linkedin". It follows
// https://learn.microsoft.com/en-us/linkedin/marketing/community-management
// (views li-lms-2024-07 to li-lms-2026-08) and the Rest.li protocol 2.0,
// https://linkedin.github.io/rest.li/spec/protocol.
//
// # A second reader
//
// LinkedIn's own JavaScript client, npm linkedin-api-client (RestliClient),
// reads it too. The client has the address of the API built in, so an
// interceptor must turn it towards the simulator:
//
//	client.axiosInstance.interceptors.request.use(c => {
//		c.url = c.url.replace("https://api.linkedin.com", simulator); return c })
//
// Calls worth making with its version 0.3.0, each with accessToken and
// versionString "202608":
//
//	get({resourcePath: "/networkSizes/{urn}", pathKeys: {urn}, queryParams: {edgeType: "COMPANY_FOLLOWED_BY_MEMBER"}})
//	finder({resourcePath: "/posts", finderName: "author", queryParams: {author: urn, sortBy: "CREATED", start: 0, count: 100}})
//	batchGet({resourcePath: "/posts", ids: [share, ugcPost]})
//	finder({resourcePath: "/organizationalEntityShareStatistics", finderName: "organizationalEntity",
//		queryParams: {organizationalEntity: urn, shares: [share1, share2]}})
//	finder({resourcePath: "/organizationalEntityFollowerStatistics", finderName: "organizationalEntity",
//		queryParams: {organizationalEntity: urn}}), and with
//		timeIntervals: {timeRange: {start, end}, timeGranularityType: "DAY"}
//	getAll({resourcePath: "/socialActions/{urn}/comments", pathKeys: {urn: share}})
//	with versionString "202401": 426 NONEXISTENT_VERSION; with another token: 401 INVALID_ACCESS_TOKEN
package linkedinsim
