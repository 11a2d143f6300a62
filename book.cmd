@echo off
rem Builds what has changed and hands over to StreamBook.Cli.
setlocal
set "home=%~dp0"
set "cli=%home%artifacts\bin\StreamBook.Cli\release\StreamBook.Cli.dll"
set arguments=%*
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1

call :build lib\StreamBook.Cli
if errorlevel 1 exit /b 1
call :build_adapter
if "%~1"=="test" goto test
rem Without diagnostics .NET leaves no pipe open, however it ends.
set DOTNET_EnableDiagnostics=0
dotnet "%cli%" %arguments%
exit /b

:test
set arguments=%arguments:*test=%
set lane=
if not "%~2"=="--fast" goto all_tests
set arguments=%arguments:*--fast=%
set lane=--filter "Lane!=full"
goto run_tests
:all_tests
dotnet "%cli%" doctor nginx >nul
if not errorlevel 1 goto run_tests
dotnet "%cli%" doctor nginx
echo Without it: book test --fast>&2
exit /b 1
:run_tests
call :build tests\StreamBook.Tests
if errorlevel 1 exit /b 1
call :sdk test tests\StreamBook.Tests --no-build --nologo %arguments% %lane%
exit /b

:build
call :sdk --version >nul 2>nul
if not errorlevel 1 goto build_it
echo StreamBook needs the .NET 10 SDK; `dotnet` is not on the PATH or is older.>&2
echo Get it from https://dot.net/download, open a new terminal, and run book again.>&2
exit /b 1
:build_it
call :sdk build %1 -nologo -v quiet
if not errorlevel 1 exit /b 0
echo The build failed; the lines above say why. Where a package could not be found or loaded (NU1101, NU1301): the first build needs the network.>&2
exit /b 1

rem Docker.DotNet is not to be had everywhere; the docker command line does the same job. Asking for it may take long, so
rem it is asked for once for each build of the library.
:build_adapter
set "stamp=%home%artifacts\adapter.stamp"
for %%f in ("%home%artifacts\bin\StreamBook\release\StreamBook.dll") do set "built=%%~tf %%~zf"
set known=
if exist "%stamp%" set /p known=<"%stamp%"
if "%known%"=="%built%" exit /b 0
call :sdk build lib\StreamBook.Docker -nologo -v quiet >nul 2>nul
>"%stamp%" echo %built%
exit /b 0

rem In the book's folder, so that its global.json decides which SDK it is. A build takes variables of these names for
rem orders of ours, and would write elsewhere.
:sdk
setlocal
set Configuration=Release
set Platform=
cd /d "%home%"
dotnet %*
exit /b
