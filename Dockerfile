# Korkwand as a container: the same as ./run, as an ordinary user, with everything that must last in /data.

FROM python:3.13-slim AS build
WORKDIR /source
RUN ["python", "-m", "venv", "/opt/korkwand"]
# The packages first: they change seldom, and the engine keeps this layer.
COPY requirements.lock ./
RUN ["/opt/korkwand/bin/python", "-m", "pip", "install", "--no-cache-dir", "--require-hashes", "-r", "requirements.lock"]
COPY . ./
# Builds the browser's part too; node comes from PyPI for this step and does not reach the image.
RUN ["/opt/korkwand/bin/python", "-m", "pip", "install", "--no-cache-dir", "--no-deps", "."]

FROM python:3.13-slim
RUN ["useradd", "--system", "--uid", "10001", "--user-group", "--no-create-home", "korkwand"]
RUN ["install", "--directory", "--owner=korkwand", "--group=korkwand", "--mode=0700", "/data"]
COPY --from=build /opt/korkwand /opt/korkwand
ENV PATH=/opt/korkwand/bin:/usr/local/bin:/usr/bin:/bin
ENV KORKWAND_DATA_DIR=/data
ENV KORKWAND_HOST=0.0.0.0
ENV KORKWAND_PORT=8000
ENV PYTHONUNBUFFERED=1
WORKDIR /data
VOLUME /data
USER korkwand
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['KORKWAND_PORT'] + '/api/health', timeout=3)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["korkwand"]
CMD ["serve"]
