ClinicaMV.Operating.NativeHeap.Share();
return await ClinicaMV.Commands.CommandLine.RunAsync(args);
