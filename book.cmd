@echo off
rem Builds what has changed and hands over to StreamBook.Cli.
setlocal
set "home=%~dp0"
set "cli=%home%artifacts\bin\StreamBook.Cli\release\StreamBook.Cli.dll"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1

call :build lib\StreamBook.Cli
if not "%errorlevel%"=="0" exit /b 1
call :build_adapter
if "%~1"=="test" goto test
rem Without diagnostics .NET leaves no pipe open, however it ends.
set DOTNET_EnableDiagnostics=0
rem As they were typed: each further step, a variable or a CALL, would take its part of the ^ and % in them.
dotnet "%cli%" %*
exit /b %errorlevel%

rem What stands behind the name is for the tests. SHIFT does not change %*, and would part what has an = in it.
:test
set arguments=%*
set arguments=%arguments:*test=%
set lane=
if not "%~2"=="--fast" goto all_tests
set arguments=%arguments:*--fast=%
set lane=--filter "Lane!=full"
goto run_tests
:all_tests
dotnet "%cli%" doctor nginx >nul
if "%errorlevel%"=="0" goto run_tests
dotnet "%cli%" doctor nginx
echo Without it: book test --fast>&2
exit /b 1
:run_tests
call :build tests\StreamBook.Tests
if not "%errorlevel%"=="0" exit /b 1
set Configuration=Release
set Platform=
rem As in ./book: of hundreds of processes that live for seconds no code is made fast for later.
set DOTNET_TieredPGO=0
set DOTNET_TC_CallCountingDelayMs=1000
pushd "%home%"
dotnet test tests\StreamBook.Tests --no-build --nologo --blame-hang-timeout 5m --blame-hang-dump-type none %arguments% %lane%
set status=%errorlevel%
popd
exit /b %status%

:build
call :sdk --version >nul 2>nul
if "%errorlevel%"=="0" goto build_it
echo StreamBook needs the .NET 10 SDK; `dotnet` is not on the PATH or is older.>&2
echo Get it from https://dot.net/download, open a new terminal, and run book again.>&2
exit /b 1
:build_it
call :sdk build %1 -nologo -v quiet
if "%errorlevel%"=="0" exit /b 0
echo The build failed; the lines above say why. Where a package could not be found or loaded (NU1101, NU1301): the first build needs the network.>&2
exit /b 1

rem The packages of the two adapters are not to be had everywhere, and the book does without. Asking for them may take
rem long, so they are asked for once for each build of the library.
:build_adapter
set "stamp=%home%artifacts\adapter.stamp"
set built=
for %%f in ("%home%artifacts\bin\StreamBook\release\StreamBook.dll") do set "built=%%~tf %%~zf"
set known=
if exist "%stamp%" set /p known=<"%stamp%"
if "%known%"=="%built%" exit /b 0
rem Those for an older library must not stay.
for %%a in (Docker Polyglot) do if exist "%home%artifacts\bin\StreamBook.%%a" rmdir /s /q "%home%artifacts\bin\StreamBook.%%a"
call :sdk build lib\StreamBook.Docker -nologo -v quiet >nul 2>nul
if not "%errorlevel%"=="0" echo Without Docker.DotNet, so containers are reached through the docker command line.>&2
call :sdk build lib\StreamBook.Polyglot -nologo -v quiet >nul 2>nul
if not "%errorlevel%"=="0" echo Without the packages of StreamBook.Polyglot, so VS Code and Jupyter show still pictures and have no #!lab, #!nginx and #!sse.>&2
>"%stamp%" echo %built%
exit /b 0

rem In the book's folder, so that its global.json decides which SDK it is. A build takes variables of these names for
rem orders of ours, and would write elsewhere.
:sdk
setlocal
set Configuration=Release
set Platform=
pushd "%home%"
dotnet %*
set status=%errorlevel%
popd
exit /b %status%
