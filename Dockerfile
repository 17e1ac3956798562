# The program alone: `backstretch serve` on port 8000, as a user without rights, on a read-only root. What lasts is in
# the volume /data. No container engine has built this image yet (docs/operations.md).
#
#   docker build --tag backstretch .
#   docker run --read-only --tmpfs /tmp --volume backstretch:/data --publish 127.0.0.1:8000:8000 backstretch
FROM rust:1.91-slim-bookworm AS build
RUN apt-get update && apt-get install --yes --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN cargo build --release --locked --package cli \
    && install -D target/release/backstretch /out/backstretch

FROM debian:bookworm-slim
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin backstretch \
    && install --directory --owner=backstretch --group=backstretch --mode=0700 /data
COPY --from=build /out/backstretch /usr/local/bin/backstretch
USER backstretch
ENV BACKSTRETCH_DATA_DIR=/data
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["backstretch", "health", "--address", "127.0.0.1:8000"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["backstretch"]
CMD ["serve", "--listen", "0.0.0.0:8000"]
