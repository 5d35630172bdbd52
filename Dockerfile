# Not built by the project's checks (they have no Docker); its commands were run by hand in a clean folder.
FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional
COPY bin bin
COPY src src
COPY web web
VOLUME /data
EXPOSE 12111
# Beyond loopback only the first account answers. Add --trust-network where everyone on the network may do everything.
CMD ["node", "bin/brindle", "start", "--host", "0.0.0.0", "--data", "/data"]
