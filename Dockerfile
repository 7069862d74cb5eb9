# policylint for CI without Python: the command and the core dependencies, no build tools, no rights.
# docker run --rm --network none --volume "$PWD:/work:ro" policylint check jobs
FROM python:3.13-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY policies policies
COPY pricing pricing
COPY policylint policylint
RUN python -m venv --without-pip /opt/policylint \
    && pip --python /opt/policylint/bin/python install --no-cache-dir --no-compile --constraint constraints.txt .

FROM python:3.13-slim-trixie@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
COPY --from=build /opt/policylint /opt/policylint
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin policylint
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1 XDG_STATE_HOME=/tmp
USER 10001
WORKDIR /work
ENTRYPOINT ["/opt/policylint/bin/policylint"]
CMD ["--help"]
