# Not built by the project's checks (they have no Docker); its commands were run by hand in a clean folder.
FROM node:24-slim AS built
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The image has its own Node; the packages of another are only for machines that have an older one.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/node-linux-* node_modules/node-win-*

FROM node:24-slim
WORKDIR /app
COPY --from=built /app/package.json ./
COPY --from=built /app/node_modules node_modules
COPY --from=built /app/bin bin
COPY --from=built /app/dist dist
VOLUME /data
EXPOSE 12111
# Beyond loopback only the first account answers. Add --trust-network where everyone on the network may do everything.
CMD ["node", "bin/brindle", "start", "--host", "0.0.0.0", "--data", "/data"]
