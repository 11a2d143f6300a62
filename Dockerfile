# All that a learner needs in one image: JupyterLab with the kernel of .NET Interactive, nginx, a browser, Redis, the SDK and
# the built book. JupyterHub starts it for each learner, Binder finds it here, and .devcontainer/ takes it: docs/classroom.md.
#   docker build -t streambook .
# All packages are Debian's. .NET comes from Microsoft's image, which is an Ubuntu, whose Chromium runs in no container.
ARG BASE=debian:trixie
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0

FROM ${SDK} AS sdk

FROM ${BASE} AS tools
COPY docker/classroom/install /tmp/install
RUN sh /tmp/install && rm /tmp/install
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT=1 LANG=C.UTF-8 \
    PATH=/opt/streambook/artifacts/tools:/usr/share/dotnet:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# A browser's own sandbox wants more than a container may; the container is one around all of it.
RUN printf '#!/bin/sh\nexec chromium-headless-shell --no-sandbox "$@"\n' >/usr/local/bin/book-browser && chmod 755 /usr/local/bin/book-browser
# The names are those that Binder passes; the numbers those of Zero to JupyterHub.
ARG NB_USER=jovyan
ARG NB_UID=1000
RUN useradd --create-home --uid ${NB_UID} --gid 100 --shell /bin/bash ${NB_USER}

FROM tools
# Learners read it and write their own copies, in their homes.
COPY . /opt/streambook
WORKDIR /opt/streambook
# A context that has it built, for a place without packages of NuGet, is taken as it is.
RUN [ -e artifacts/tools ] || dotnet tool install Microsoft.dotnet-interactive --version 1.0.712001 --tool-path artifacts/tools; \
    [ ! -e artifacts/book.stamp ] || touch artifacts/book.stamp; \
    ./book doctor && find . ! -type l \( -perm /go=w -o ! -perm -a=r \) -exec chmod a+rX,go-w {} + && rm -rf artifacts/obj /root/.nuget /root/.local
ARG NB_USER=jovyan
ENV HOME=/home/${NB_USER} SHELL=/bin/bash STREAMBOOK_BROWSER=/usr/local/bin/book-browser \
    JUPYTER_PATH=/opt/streambook/docker/classroom/jupyter
USER ${NB_USER}
WORKDIR /home/${NB_USER}
EXPOSE 8888
ENTRYPOINT ["tini", "-g", "--", "/opt/streambook/docker/classroom/learner"]
CMD ["jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
