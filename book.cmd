@echo off
rem Builds what has changed and hands over to StreamBook.Cli.
if "%~1"=="test" (
    dotnet test "%~dp0tests\StreamBook.Tests" --nologo
    exit /b
)
dotnet build "%~dp0lib\StreamBook.Cli" -nologo -v quiet || exit /b 1
rem Docker.DotNet is not to be had everywhere; the docker command line does the same job.
dotnet build "%~dp0lib\StreamBook.Docker" -nologo -v quiet >nul 2>nul
dotnet "%~dp0artifacts\bin\StreamBook.Cli\release\StreamBook.Cli.dll" %*
