# What can be wrong with a film that comes in.

fault-upload-too-large = This film is too large. The most is { $limit } MB. Choose a shorter one, or record with a lower quality.
conflict-upload-offset = The two ends do not agree on how much has arrived. Sending goes on from where it stopped.
conflict-upload-busy = This film is being sent from another window or device. Wait until it is done, or stop it there.
conflict-upload-checksum = A piece of the film was damaged on its way. It is sent again.
conflict-upload-quota = Your account has no room left for more film. Delete one you no longer need, or ask your team's staff for more.
conflict-upload-interrupted = The connection broke. What has arrived is kept; send the rest.
conflict-upload-disk-full = This server has no room for films at the moment. Nothing of yours is lost; please try again later.
upload-tus-version = This server speaks version 1.0.0 of the upload protocol. Reload the page, or update your app.
upload-length-missing = The app did not say how large the film is. Reload the page, or update your app.
upload-offset-missing = The app did not say where this piece of the film belongs. Reload the page, or update your app.
upload-content-type = The app sent this piece of the film in a form we do not know. Reload the page, or update your app.
upload-checksum-unknown = The app sent a checksum we do not know. Reload the page, or update your app.
upload-metadata-unreadable = The app sent a description of the file that cannot be read. Reload the page, or update your app.

refusal-empty = The file is empty. Choose it again, or record once more.
refusal-not-video = This is not a video file we know. Save it as MP4 or MOV and try again.
refusal-no-picture = There is no moving picture in this file. Choose a video.
refusal-unreadable = The file is damaged or cut off, so it cannot be played. Copy it from your phone again and try once more.
refusal-too-long = This film is longer than allowed. Cut it and try again.
refusal-too-large = The picture is larger than we can take. Save it as 4K or smaller and try again.
refusal-too-heavy = This film takes too much work to prepare. Save it with a lower frame rate or size and try again.
refusal-no-frames = Not one picture of this film can be shown. Record it again, or save it in another format.
refusal-failed = Something went wrong on our side, several times. Please post it again; if it happens once more, tell your team's staff.
