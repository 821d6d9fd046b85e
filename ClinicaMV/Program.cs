return await ClinicaMV.Commands.CommandLine.RunAsync(args);
