# docker build -t ordergate . makes the image; docs/containers.md says how to use it.
# Only the build needs a network. BASE can be any Debian or Ubuntu with Python 3.11 or newer.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /source
RUN python3 -m venv /opt/build && python3 -m venv /opt/ordergate
# What Ordergate stands on changes less often than Ordergate, and comes first.
COPY constraints.txt pyproject.toml ./
RUN /opt/build/bin/pip install --quiet -c constraints.txt hatchling \
    && python3 -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' \
        > requirements.txt \
    && /opt/ordergate/bin/pip install --quiet -c constraints.txt -r requirements.txt
COPY . .
RUN /opt/build/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir /wheel . \
    && /opt/ordergate/bin/pip install --quiet --no-deps --no-index /wheel/*.whl

FROM ${BASE}
COPY --from=build /opt/ordergate /opt/ordergate
RUN useradd --uid 1000 --create-home ordergate && install --directory --owner=1000 --group=1000 /data
ENV PATH=/opt/ordergate/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 1000:1000
WORKDIR /home/ordergate
VOLUME /data
EXPOSE 8400
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 CMD python -c "\
from http.client import HTTPConnection; \
asked = HTTPConnection('127.0.0.1', ${ORDERGATE_PORT:-8400}, timeout=4); \
asked.request('GET', '/_control/health'); \
raise SystemExit(asked.getresponse().status != 200)"
ENTRYPOINT ["ordergate"]
CMD ["up", "--host", "0.0.0.0", "--data", "/data"]
