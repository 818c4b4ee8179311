# One image for the web process, the CLI (and agent) and the simulator; the command decides which.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish src/BakeWindow.Web -c Release -o /app/web \
 && dotnet publish src/BakeWindow.Cli -c Release -o /app/cli \
 && dotnet publish src/BakeWindow.Simulator -c Release -o /app/simulator

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Time zones of allowed hours are IANA names.
RUN apt-get update && apt-get install -y --no-install-recommends tzdata && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
RUN mkdir /data /shared && chown 65532:65532 /data /shared && ln -s /app/cli/bakewindow /usr/local/bin/bakewindow
USER 65532:65532
VOLUME /data
WORKDIR /data
EXPOSE 8080
ENV ASPNETCORE_URLS=http://+:8080 \
    BakeWindow__Storage__File=/data/bakewindow.db
CMD ["dotnet", "/app/web/BakeWindow.Web.dll"]
