# The image of every role. Built in two stages: the first has what building needs, the second only what runs.
# Pinned by version; where your builds must be repeatable to the byte, pin the digest of the base beside its tag.
FROM python:3.11.11-slim-bookworm AS build
WORKDIR /source
COPY deploy/docker/part_of_lock.py deploy/docker/part_of_lock.py
COPY requirements.lock pyproject.toml ./
# Every package is taken by its hash; those of the tests and checks are left out.
RUN python deploy/docker/part_of_lock.py hatchling > /source/build.lock \
 && python deploy/docker/part_of_lock.py service > /source/service.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /source/build.lock \
 && python -m venv --without-pip /opt/graftwatch \
 && /opt/build/bin/python -m pip --python /opt/graftwatch/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes -r /source/service.lock
COPY README.md LICENSE ./
COPY services services
RUN /opt/build/bin/python -m pip wheel --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --no-index --wheel-dir /source/wheel . \
 && /opt/build/bin/python -m pip --python /opt/graftwatch/bin/python install --no-cache-dir --disable-pip-version-check --no-deps --no-index /source/wheel/*.whl \
 && /opt/graftwatch/bin/python -m compileall -q /opt/graftwatch/lib

FROM python:3.11.11-slim-bookworm
# Nothing installs packages in a running container.
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore pip setuptools wheel \
 && groupadd --system --gid 10001 graftwatch \
 && useradd --system --uid 10001 --gid graftwatch --home-dir /data --no-create-home --shell /usr/sbin/nologin graftwatch \
 && install --directory --owner=graftwatch --group=graftwatch --mode=0700 /data
COPY --from=build /opt/graftwatch /opt/graftwatch
# The root file system may be read-only: what must be written goes to /data, and what may be lost to /tmp.
ENV PATH=/opt/graftwatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp \
    GRAFTWATCH_DATA=/data
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 2575 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/health/live', timeout=4)"]
ENTRYPOINT ["graftwatch"]
CMD ["serve"]
