# The gateway as an image: a build stage, and a stage with its result. docs/deployment.md says how to run it.

# Pinned by digest; this is Node.js 24.19.0. Update it for security fixes.
FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Install scripts are skipped: one would download the Node.js of npm scripts, which the image has.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY sandbox sandbox
COPY dashboard dashboard
RUN npm run build && npm run dashboard && npm prune --omit=dev --ignore-scripts

FROM node:24-slim@sha256:a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY package.json schema.graphql .env.example LICENSE ./
COPY --from=build /app/dist dist
COPY --from=build /app/dashboard/dist dashboard/dist
# The only directory that the gateway writes, unless accounts are in Redis. Numeric ids let Kubernetes verify a non-root user.
RUN install -d -m 700 -o 1000 -g 1000 /data
VOLUME /data
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/live`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/src/cli.js"]
